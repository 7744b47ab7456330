"""What can be written at a cursor, what is wanted most first. Reads text only: it is listed at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from afterword.writing.gaps import find_gap
from afterword.writing.passage import Passage
from afterword.writing.placing import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that makes sense here."""

    task: Task


def offers_at(passage: Passage) -> Iterator[Offer]:
    """Yield what makes sense at this cursor."""
    yield Offer(task=Task.CONTINUE)
    yield Offer(task=Task.NEXT)
    if find_gap(passage) is not None:
        yield Offer(task=Task.BRIDGE)
