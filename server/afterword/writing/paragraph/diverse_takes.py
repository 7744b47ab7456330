"""Several takes that differ: drawn in batches until there are enough, the likeliest first."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from afterword.engine.interface import GenerationRequest

logger = logging.getLogger(__name__)

MOST_ALIKE: Final = 0.4
"""Share of trigrams above which two takes are alike: a writer would have to look for the difference."""
_OPENING_CHARS: Final = 24
"""Characters at the start that differ: two takes that begin alike look like one in a list."""


class Take(Protocol):
    """A text to choose from."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    @property
    def confidence(self) -> float:
        """How probable it is, 0-1."""
        ...


TakeT = TypeVar("TakeT", bound=Take)


def likeness(one: str, other: str) -> float:
    """Return the share of common character trigrams among all of both (Jaccard), 0-1.

    Case and white space don't count.
    """
    ours, theirs = _trigrams(one), _trigrams(other)
    return len(ours & theirs) / len(ours | theirs)


def are_alike(one: str, other: str) -> bool:
    """Tell whether two takes are near-duplicates: much the same, or begun with the same words."""
    openings = {_plain(text)[:_OPENING_CHARS] for text in (one, other)}
    return len(openings) == 1 or likeness(one, other) > MOST_ALIKE


def choose_different(takes: Sequence[TakeT], count: int) -> list[TakeT]:
    """Return up to ``count`` takes, the likeliest first, none nearly like a likelier one."""
    chosen: list[TakeT] = []
    for take in sorted(takes, key=lambda take: take.confidence, reverse=True):
        if len(chosen) == count:
            break
        if not any(are_alike(take.text, other.text) for other in chosen):
            chosen.append(take)
    return chosen


async def draw_different(
    draw: Callable[[GenerationRequest], Awaitable[list[TakeT]]],
    request: GenerationRequest,
    count: int,
    *,
    most_batches: int,
) -> list[TakeT]:
    """Draw batches until there are enough takes that differ, and return the likeliest of them.

    Args:
        draw: generates one batch.
        request: for one batch; with a seed, each batch has its own.
        count: how many takes are wanted.
        most_batches: how often to draw at most; without a temperature once is enough.
    """
    drawn: list[TakeT] = []
    chosen: list[TakeT] = []
    for batch in range(most_batches if request.sampling.temperature > 0 else 1):
        drawn += await draw(reseeded(request, batch * request.takes))
        chosen = choose_different(drawn, count)
        if len(chosen) == count:
            break
        logger.info("takes batch=%d gave %d of %d", batch + 1, len(chosen), count)
    return chosen


def reseeded(request: GenerationRequest, step: int) -> GenerationRequest:
    """Return the request with a seed ``step`` further on, if it has one."""
    seed = request.sampling.seed
    if seed is None:
        return request
    return replace(request, sampling=replace(request.sampling, seed=seed + step))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _trigrams(text: str) -> set[str]:
    plain = f"  {_plain(text)} "
    return {plain[start : start + 3] for start in range(len(plain) - 2)}
