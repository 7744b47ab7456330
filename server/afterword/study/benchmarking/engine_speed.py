"""How fast the engine reads and writes, and how soon it stops, through its worker thread."""

import asyncio
import random
import re
import time
from dataclasses import dataclass

from afterword.engine.interface import GenerationRequest, Usage
from afterword.engine.scheduling.generation_stream import GenerationStream
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.errors import GenerationError
from afterword.study.benchmarking.filler_text import write_filler
from afterword.study.benchmarking.sample_page import ELSEWHERE, OPENING

WORDS_PER_TOKEN = 0.84
"""Words in a token of Gemma's vocabulary; how many tokens were really read is reported."""
_NEVER_CHARS = 1_000_000
"""Characters that no text reaches, so that no stop rule ends it before its tokens are written."""
_LATEST_CANCEL_S = 0.1
"""Seconds within which a generation is cancelled, counted from the request or from the first text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSpeed:
    """One prompt read and one text written after it, greedily."""

    prompt_tokens: int
    """Tokens that were read for this prompt; none was cached."""
    prefill_s: float
    """Seconds for tokenising and reading the prompt."""
    written_tokens: int
    forwards: int
    """How often the model ran to write them: fewer times than tokens, where it had guessed some."""
    decode_s: float
    """Seconds for writing them: running the model, sampling, turning tokens into text."""

    @property
    def prefill_tokens_per_s(self) -> float:
        """Tokens of the prompt that were read in a second."""
        return self.prompt_tokens / self.prefill_s

    @property
    def decode_ms_per_forward(self) -> float:
        """Milliseconds of one token where nothing was guessed right."""
        return self.decode_s * 1e3 / self.forwards

    @property
    def decode_ms_per_token(self) -> float:
        """Milliseconds of one token on average, right guesses included."""
        return self.decode_s * 1e3 / self.written_tokens


def prompt_of(tokens: int, *, serial: int) -> str:
    """Return a prompt of about so many tokens that shares no beginning with other serials.

    Up to 500 tokens all of it is prose that was written by hand, whose phrases are seldom repeated:
    little in it helps to guess what the model will write.
    """
    sentences = re.split(r"(?<=[.]) ", ELSEWHERE.replace("\n\n", " "))
    turn = serial % len(sentences)
    by_hand = " ".join([*sentences[turn:], *sentences[:turn], OPENING])
    words = max(8, round(tokens * WORDS_PER_TOKEN))
    far = words - by_hand.count(" ") - 1
    text = f"{write_filler(far, seed=serial)}\n\n{by_hand}" if far > 0 else by_hand
    return " ".join(f"{serial} pages. {text}".split(" ")[:words])


async def measure_speed(worker: ModelWorker, prompt: str, *, write_tokens: int) -> EngineSpeed:
    """Read ``prompt``, which nobody has read before, and write ``write_tokens`` after it.

    Raises:
        GenerationError: nothing came.
    """
    usage = await _finish(worker.generate(_endless(prompt, max_tokens=write_tokens)))
    if usage is None or not usage.forwards:
        raise GenerationError("The model wrote nothing to measure.")
    return EngineSpeed(
        prompt_tokens=usage.prompt_tokens - usage.cached_tokens,
        prefill_s=usage.prefill_ms / 1e3,
        written_tokens=usage.generated_tokens,
        forwards=usage.forwards,
        decode_s=usage.decode_ms / 1e3,
    )


async def measure_cancel_reading(worker: ModelWorker, prompt: str, *, seed: int) -> float:
    """Cancel while a long prompt is read; return the ms until the thread is free.

    The moment falls into the first tenth of a second, in which 900 tokens are hardly read.
    """
    generation = worker.generate(_endless(prompt, max_tokens=1))
    # Nothing comes before all of the prompt is read: the moment is counted from the request.
    await asyncio.sleep(random.Random(seed).uniform(0.0, _LATEST_CANCEL_S))
    return await _cancel(generation)


async def measure_cancel_writing(worker: ModelWorker, prompt: str, *, seed: int) -> float:
    """Cancel while text is written; return the ms until the thread is free."""
    generation = worker.generate(_endless(prompt, max_tokens=200))
    async for piece in generation.pieces():
        if piece.text:
            break
    await asyncio.sleep(random.Random(seed).uniform(0.0, _LATEST_CANCEL_S))
    return await _cancel(generation)


async def _cancel(generation: GenerationStream) -> float:
    generation.cancel()
    cancelled_s = time.perf_counter()
    await _finish(generation)
    return (time.perf_counter() - cancelled_s) * 1e3


async def _finish(generation: GenerationStream) -> Usage | None:
    """Take all pieces; the last one comes when the thread has nothing more to do for them."""
    usage = None
    async for piece in generation.pieces():
        usage = piece.usage
    return usage


def _endless(prompt: str, *, max_tokens: int) -> GenerationRequest:
    return GenerationRequest(prompt=prompt, max_tokens=max_tokens, min_chars=_NEVER_CHARS)
