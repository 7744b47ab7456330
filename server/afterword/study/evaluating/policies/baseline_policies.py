"""Baseline policies: two simple ways to make suggestions, directly on the engine.

They share nothing with ``writing``, so that changes there don't change them. Only the number of context
tokens is the same, so that all policies find the same cached prefix, and latencies can be compared.
"""

import math
import time
from collections.abc import Sequence
from typing import Final

import regex

from afterword.engine.interface import GenerationRequest, Piece
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.prose.characters.character_classes import is_spaceless
from afterword.prose.words.phrase_patterns import is_spaced_letter
from afterword.study.evaluating.policies.policy import PolicyAnswer
from afterword.writing.passage import Passage
from afterword.writing.prompt.text_within_budget import cut_to_budget

NAIVE_TOKENS: Final = 8
"""The number of tokens of a naive suggestion: about six English words, whatever their probability."""
PROBE_TOKENS: Final = 8
"""The largest number of tokens of a probe suggestion."""
PROBE_THRESHOLD: Final = 0.4
"""The smallest joint probability of the words of a probe suggestion."""
_WORD_END: Final = 0.5
"""The probability that a word ends after a token, from which on it counts as ended."""
_STEM: Final = regex.compile(r"\s*\S+\Z")


class _BaselinePolicy:
    """Greedy decoding on the engine. Nothing is kept about a document."""

    def __init__(self, worker: ModelWorker, *, context_tokens: int) -> None:
        """Generate with a worker that is ready, and as many context tokens as our policy reads."""
        self._worker = worker
        self._context_tokens = context_tokens

    def forget(self, uri: str) -> None:
        """Nothing is kept."""

    async def _generate(self, request: GenerationRequest) -> list[Piece]:
        generation = self._worker.generate(request)
        try:
            return [piece async for piece in generation.pieces()]
        finally:
            generation.cancel()


class NaivePolicy(_BaselinePolicy):
    """Greedy decoding of fixed length, without a confidence threshold or token healing."""

    name = "naive"
    _last: tuple[Passage, list[Piece]] | None = None

    async def offer(self, passage: Passage) -> PolicyAnswer:
        """Return the next tokens, whatever their probability."""
        started_s = time.perf_counter()
        pieces = await self._write(passage)
        self._last = passage, pieces
        text = "".join(piece.text for piece in pieces)
        return PolicyAnswer(
            text=text.rstrip() if text.strip() else "",
            confidence=math.exp(sum(piece.log_probability for piece in pieces)),
            took_ms=(time.perf_counter() - started_s) * 1e3,
        )

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Return the prefix that the probe's cut leaves at each threshold: for ranking only."""
        is_known = self._last is not None and self._last[0] == passage
        pieces = self._last[1] if self._last and is_known else await self._write(passage)
        return [cut(pieces, threshold=threshold) for threshold in thresholds]

    async def _write(self, passage: Passage) -> list[Piece]:
        before = cut_to_budget(passage.before, budget_tokens=self._context_tokens)
        # A typed space belongs to the next token; otherwise there is no token healing.
        head = before.rstrip(" ")
        request = GenerationRequest(
            prompt=head,
            forced_prefix=" " if head != before else "",
            max_tokens=NAIVE_TOKENS,
            stop=("\n",),
        )
        return await self._generate(request)


class ProbePolicy(_BaselinePolicy):
    """Greedy decoding from the start of the typed word, cut where the joint probability is too low."""

    name = "probe"

    async def offer(self, passage: Passage) -> PolicyAnswer:
        """Return the whole words whose joint probability is at least the threshold."""
        started_s = time.perf_counter()
        pieces = await self._write(passage, threshold=PROBE_THRESHOLD)
        text = cut(pieces, threshold=PROBE_THRESHOLD).rstrip()
        return PolicyAnswer(
            text=text,
            confidence=_joint_probability(pieces, len(text)),
            took_ms=(time.perf_counter() - started_s) * 1e3,
        )

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Return the whole words at each threshold."""
        pieces = await self._write(passage, threshold=0.0)
        return [cut(pieces, threshold=threshold).rstrip() for threshold in thresholds]

    async def _write(self, passage: Passage, *, threshold: float) -> list[Piece]:
        before = cut_to_budget(passage.before, budget_tokens=self._context_tokens)
        head, forced_prefix = split_stem(before)
        request = GenerationRequest(
            prompt=head,
            forced_prefix=forced_prefix,
            max_tokens=PROBE_TOKENS,
            min_probability=threshold,
            stop=("\n",),
        )
        return await self._generate(request)


def split_stem(before: str) -> tuple[str, str]:
    """Return the prompt, and the typed part of its last word, which generation must begin with."""
    if is_spaced_letter(before[-1:]) and (stem := _STEM.search(before)):
        return before[: stem.start()], before[stem.start() :]
    head = before.rstrip(" ")
    return head, " " if head != before else ""


def cut(pieces: Sequence[Piece], *, threshold: float) -> str:
    """Return the whole words whose joint probability is at least ``threshold``."""
    shown, pending, running = "", "", 0.0
    for piece in pieces:
        running += piece.log_probability
        pending += piece.text
        if math.exp(running) < threshold:
            break
        is_end = piece.word_end_probability >= _WORD_END or is_spaceless(pending[-1:])
        if is_end and pending.strip():
            shown, pending = shown + pending, ""
    return shown


def _joint_probability(pieces: Sequence[Piece], chars: int) -> float:
    running, length = 0.0, 0
    for piece in pieces:
        if length >= chars:
            break
        running += piece.log_probability
        length += len(piece.text)
    return math.exp(running) if chars else 0.0
