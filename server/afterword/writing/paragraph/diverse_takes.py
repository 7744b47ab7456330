"""Takes that differ: generated in batches until there are enough, the best first."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from afterword.engine.interface import GenerationRequest

logger = logging.getLogger(__name__)

MOST_ALIKE: Final = 0.4
"""Share of common trigrams (0-1) above which a writer would have to look for the difference."""
_OPENING_CHARS: Final = 24
"""Characters at the start that must differ: takes that begin alike look like one in a list."""


class Take(Protocol):
    """A text to choose from."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    @property
    def confidence(self) -> float:
        """The geometric mean of its tokens' probabilities, 0-1."""
        ...


TakeT = TypeVar("TakeT", bound=Take)


def likeness(one: str, other: str) -> float:
    """Return the Jaccard similarity of two texts' character trigrams, 0-1.

    Case and white space don't count.
    """
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def are_alike(one: str, other: str) -> bool:
    """Return whether two takes are near-duplicates: much the same, or begun with the same words."""
    openings = {_plain(text)[:_OPENING_CHARS] for text in (one, other)}
    return len(openings) == 1 or likeness(one, other) > MOST_ALIKE


def by_confidence(take: Take) -> float:
    """Return the rank of a take of which nothing but its probability is known."""
    return take.confidence


def choose_different(
    takes: Sequence[TakeT], count: int, *, rank: Callable[[TakeT], float] = by_confidence
) -> list[TakeT]:
    """Return up to ``count`` takes, those of the highest rank first, without near-duplicates."""
    chosen: list[TakeT] = []
    for take in sorted(takes, key=rank, reverse=True):
        if len(chosen) == count:
            break
        if not any(are_alike(take.text, other.text) for other in chosen):
            chosen.append(take)
    return chosen


async def generate_different(
    generate: Callable[[GenerationRequest], Awaitable[list[TakeT]]],
    request: GenerationRequest,
    count: int,
    *,
    most_batches: int,
    rank: Callable[[TakeT], float] = by_confidence,
) -> list[TakeT]:
    """Generate batches until there are enough takes that differ, and return the best.

    Args:
        generate: generates one batch.
        request: the request for one batch; if it has a seed, each batch gets another one.
        count: how many takes are wanted.
        most_batches: batches at most; without a temperature there is one.
        rank: the value of a take; those with more of it come first.
    """
    generated: list[TakeT] = []
    chosen: list[TakeT] = []
    for batch in range(most_batches if request.sampling.temperature > 0 else 1):
        generated += await generate(reseeded(request, batch * request.takes))
        chosen = choose_different(generated, count, rank=rank)
        if len(chosen) == count:
            break
        logger.info("takes batch=%d gave %d of %d", batch + 1, len(chosen), count)
    return chosen


def reseeded(request: GenerationRequest, step: int) -> GenerationRequest:
    """Return the request with its seed, if it has one, increased by ``step``."""
    seed = request.sampling.seed
    if seed is None:
        return request
    return replace(request, sampling=replace(request.sampling, seed=seed + step))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _trigrams(text: str) -> set[str]:
    plain = f"  {_plain(text)} "
    return {plain[start : start + 3] for start in range(len(plain) - 2)}
