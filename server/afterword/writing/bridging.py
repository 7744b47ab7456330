"""Which of several bridges leads best to the text behind it: the one that makes it likeliest."""

from collections.abc import Sequence
from typing import Final

from afterword.engine.protocol import GenerationRequest, Priority
from afterword.engine.worker import EngineWorker
from afterword.prose.words import cut_to_words
from afterword.prose.wrapping import unwrap
from afterword.writing.outcome import Continuation
from afterword.writing.placing import Place

AHEAD_WORDS: Final = 40
"""How much of what follows is scored: what comes later hangs on its own beginning."""
CHARS_A_WORD: Final = 20
"""More than any language has, so that only a beginning has to be looked at."""


async def likeliest_bridge(
    worker: EngineWorker, request: GenerationRequest, place: Place, takes: Sequence[Continuation]
) -> Continuation:
    """Return the take behind which the text that follows is most probable.

    Args:
        worker: scores.
        request: what the takes were drawn with; its prompt is cached.
        place: where they go in.
        takes: at least one.

    Raises:
        EngineError: the model failed.
    """
    scores = [await _log_probability_ahead(worker, request, place, take) for take in takes]
    return takes[scores.index(max(scores))]


async def _log_probability_ahead(
    worker: EngineWorker, request: GenerationRequest, place: Place, take: Continuation
) -> float:
    """Return the natural log of the probability of what follows, behind one take."""
    written = take.text.removeprefix(place.lead).removesuffix(place.trail)
    below = place.after.lstrip()
    gap = place.trail + place.after[: len(place.after) - len(below)]
    scoring = GenerationRequest(
        prompt=f"{request.prompt}{request.forced}{unwrap(written)}{gap}".rstrip(" \t"),
        given=cut_to_words(unwrap(below[: AHEAD_WORDS * CHARS_A_WORD]), AHEAD_WORDS),
        max_tokens=0,
        priority=Priority.PARAGRAPH,
    )
    generation = worker.generate(scoring)
    try:
        return sum([piece.log_probability async for piece in generation.pieces()])
    finally:
        generation.cancel()
