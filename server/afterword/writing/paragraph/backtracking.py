"""Generates takes in a batch, and backtracks where they hold forbidden text.

Backtracking happens here and not in the engine: there it would need the state of every token of
every branch again. Here it is one more request, whose prompt is in the engine's prefix cache; it
begins where the phrase or word began, with the token that was generated there banned.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from afterword.engine.interface import FinishReason, GenerationRequest, Piece, Usage
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.writing.filters.forbidden_text import ForbiddenText

MOST_BACKTRACKS: Final = 12
"""Times that one text is backtracked at most; after that it is cut before forbidden text."""

IsEnough = Callable[[str], bool]
"""A predicate for a text that needs no more."""


@dataclass(slots=True)
class GeneratedText:
    """One text, piece by piece as the engine yields it."""

    text: str = ""
    usage: Usage | None = None
    """The usage of the last generation that went into it."""
    finish_reason: FinishReason | None = None
    """Why the last generation that went into it ended; None while it goes on."""
    is_done: bool = False
    _pieces: list[Piece] = field(default_factory=list[Piece])

    def add(self, piece: Piece) -> None:
        """Append a piece."""
        self.usage = piece.usage or self.usage
        self.finish_reason = piece.finish_reason
        self.text += piece.text
        self._pieces.append(piece)

    @property
    def is_ended_by_model(self) -> bool:
        """Whether the model ended the text or its line, so that what it says is complete."""
        return self.finish_reason in {FinishReason.STOP_TEXT, FinishReason.END_OF_TEXT}

    def cut_before(self, offset: int) -> str:
        """Drop the piece that holds the character at ``offset`` and all later ones; return it."""
        start = 0
        for index, piece in enumerate(self._pieces):
            if start + len(piece.text) > offset:
                del self._pieces[index:]
                self.text = self.text[:start]
                return piece.text
            start += len(piece.text)
        raise IndexError(offset)

    def opening(self, tokens: int) -> tuple[str, float]:
        """Return the text of the first tokens, and the natural log of its probability."""
        first = [piece for piece in self._pieces if piece.text][:tokens]
        text = "".join(piece.text for piece in first)
        return text, sum(piece.log_probability for piece in first)

    def confidence(self, end: int, *, start: int = 0) -> float:
        """Return the geometric mean of the tokens' probabilities between two offsets, 0-1."""
        known: list[float] = []
        at = 0
        for piece in self._pieces:
            reaches_in = at >= start or at + len(piece.text) > start
            if at < end and reaches_in and piece.log_probability:
                known.append(piece.log_probability)
            at += len(piece.text)
        return math.exp(sum(known) / len(known)) if known else 0.0


OnPiece = Callable[[GeneratedText, str], None]
"""A callback on the event loop for a growing text: the text, and the beginning of it that can't become
forbidden any more."""


async def generate_texts(
    worker: ModelWorker,
    request: GenerationRequest,
    *,
    is_enough: IsEnough,
    forbidden: ForbiddenText,
    on_piece: OnPiece | None = None,
) -> list[GeneratedText]:
    """Return the request's takes without forbidden text. Cancelling stops the model.

    Args:
        worker: generates the text.
        request: the request for one take or several.
        is_enough: the predicate that ends a take.
        forbidden: finds forbidden text.
        on_piece: called as a single take grows.

    Raises:
        EngineError: the model is not loaded, or failed.
    """
    texts = [GeneratedText() for _ in range(request.takes)]
    backtracking = _Backtracking(worker, request, is_enough, forbidden, on_piece)
    await backtracking.generate(request, texts)
    for take, text in enumerate(texts):
        debris = forbidden.find_debris(text.text)
        if debris is not None and (request.takes > 1 or text.text[:debris].strip()):
            # What stands before it will do; and a take that begins with it loses to the others.
            text.text = text.text[:debris]
        await backtracking.backtrack(request.for_take(take), text)
    return texts


@dataclass(frozen=True, slots=True)
class _Backtracking:
    worker: ModelWorker
    request: GenerationRequest
    is_enough: IsEnough
    forbidden: ForbiddenText
    on_piece: OnPiece | None

    async def generate(self, request: GenerationRequest, texts: list[GeneratedText]) -> None:
        """Generate until each text is long enough or holds forbidden text."""
        generation = self.worker.generate(request)
        try:
            async for piece in generation.pieces():
                text = texts[piece.take]
                if text.is_done:
                    text.usage = piece.usage or text.usage
                    continue
                text.add(piece)
                is_forbidden = self._forbidden_at(text.text, is_whole=False) is not None
                if piece.text and not is_forbidden:
                    self._show(text)
                text.is_done = is_forbidden or self.is_enough(text.text)
                if all(each.is_done for each in texts):
                    generation.cancel()
        finally:
            generation.cancel()

    async def backtrack(self, request: GenerationRequest, text: GeneratedText) -> None:
        """Regenerate a text from its first forbidden part on, until it has none."""
        banned_first_tokens: dict[int, tuple[str, ...]] = {}
        for _ in range(MOST_BACKTRACKS):
            hit = self._forbidden_at(text.text)
            if hit is None:
                return
            piece = text.cut_before(hit)
            kept = len(text.text)
            banned_first_tokens[kept] = (*banned_first_tokens.get(kept, ()), piece)
            text.is_done = False
            await self.generate(_resumed(request, text.text, banned_first_tokens[kept]), [text])
        hit = self._forbidden_at(text.text)
        if hit is not None:
            text.cut_before(hit)

    def _forbidden_at(self, text: str, *, is_whole: bool = True) -> int | None:
        return self.forbidden.find(text, before=self._before, is_whole=is_whole)

    def _show(self, generated: GeneratedText) -> None:
        if self.on_piece is None or self.request.takes > 1:
            return
        certain = self.forbidden.without_partial_match(generated.text, before=self._before)
        if certain.strip():
            self.on_piece(generated, certain)

    @property
    def _before(self) -> str:
        return self.request.prompt + self.request.forced_prefix


def _resumed(
    request: GenerationRequest, text: str, banned_first_tokens: tuple[str, ...]
) -> GenerationRequest:
    """Return the request that goes on after ``text``, but not with the banned tokens."""
    resumed = replace(
        request,
        takes=1,
        banned_first_tokens=banned_first_tokens,
        min_chars=max(0, request.min_chars - len(text)),
    )
    if not text:
        return resumed
    written = request.prompt + request.forced_prefix + text
    # A prompt must not end with a space: no text was ever tokenised like that.
    prompt = written.rstrip(" \t")
    return replace(resumed, prompt=prompt, forced_prefix=written[len(prompt) :])
