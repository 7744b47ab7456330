"""Choosing takes to show: the likeliest that differ from each other. Pure text and numbers."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

MOST_ALIKE: Final = 0.4
"""Of two takes that share more of their trigrams than this, the writer would have to look for the
difference."""
_OPENING_CHARS: Final = 24
"""Two takes that begin with the same words look like one in a list, whatever follows."""

Take = TypeVar("Take")


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


def choose_different(
    takes: Sequence[Take],
    count: int,
    *,
    text: Callable[[Take], str],
    score: Callable[[Take], float],
) -> list[Take]:
    """Return up to ``count`` takes, the highest score first, none nearly like a better one."""
    chosen: list[Take] = []
    for take in sorted(takes, key=score, reverse=True):
        if len(chosen) == count:
            break
        if not any(are_alike(text(take), text(other)) for other in chosen):
            chosen.append(take)
    return chosen


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _trigrams(text: str) -> set[str]:
    plain = f"  {_plain(text)} "
    return {plain[start : start + 3] for start in range(len(plain) - 2)}
