"""Hands out several takes of one batch one by one, for editors that can't let the writer choose.

Such an editor lists each take as an action of its own. Who tries one, undoes it and tries the next
is to get another text, so the batch is kept as long as the same is asked at the same place.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from afterword.brief.project.project import ProjectPage
from afterword.errors import NoUsableTextError
from afterword.settings.controls import ControlValues
from afterword.writing.passage import Passage

TAKES: Final = 3
"""As many as a writer compares at a glance."""

Take = TypeVar("Take")


@dataclass(frozen=True, slots=True)
class BatchKey:
    """All that makes one batch another one than the next. Holds no document's text."""

    uri: str
    text_hash: int
    """Of the whole document."""
    place: tuple[int, int]
    """Where in it, from and to; the same twice for a cursor."""
    page: ProjectPage
    """What the project tells about it: brief, lore, examples, earlier chapters."""
    controls: ControlValues

    @classmethod
    def at(
        cls, passage: Passage, *, controls: ControlValues, end_char_offset: int | None = None
    ) -> "BatchKey":
        """Return what is asked at a place; up to an end, if that is given."""
        start = passage.char_offset
        end = start if end_char_offset is None else end_char_offset
        return cls(passage.uri, hash(passage.text), (start, end), passage.page, controls)


@dataclass(frozen=True, slots=True)
class _Batch(Generic[Take]):
    asked: BatchKey
    takes: list[Take]
    given: set[int] = field(default_factory=set[int])
    """Who asks for one of these again has seen it."""


class TakeBatches(Generic[Take]):
    """Keeps the last batch of takes, in memory only."""

    def __init__(self, *, too_few: str) -> None:
        """Keep nothing yet. ``too_few`` says that there are only ``{count}`` takes."""
        self._too_few = too_few
        self._lock = asyncio.Lock()
        self._kept: _Batch[Take] | None = None
        self._in_work: BatchKey | None = None
        """What is being drawn, as long as it may be kept."""

    async def take(
        self, number: int, asked: BatchKey, draw: Callable[[], Awaitable[list[Take]]]
    ) -> Take:
        """Return one take of a batch, counted from 1, the likeliest first.

        Who asks for the same one again has seen it, and gets it from a new batch.

        Raises:
            NoUsableTextError: there are not so many different takes.
            AfterwordError: whatever ``draw`` raises.
        """
        async with self._lock:  # an editor may ask for all of them at once
            batch = self._kept
            if batch is None or batch.asked != asked or number in batch.given:
                batch = await self._draw(asked, draw)
            batch.given.add(number)
            if number > len(batch.takes):
                raise NoUsableTextError(
                    self._too_few.format(count=len(batch.takes)),
                    next_step="Choose an earlier take, or this one again for new ones.",
                )
            return batch.takes[number - 1]

    def forget(self, uri: str | None = None) -> None:
        """Drop what is kept or being drawn, of one document only if ``uri`` names it."""
        if self._kept is not None and uri in {None, self._kept.asked.uri}:
            self._kept = None
        if self._in_work is not None and uri in {None, self._in_work.uri}:
            self._in_work = None

    async def _draw(
        self, asked: BatchKey, draw: Callable[[], Awaitable[list[Take]]]
    ) -> _Batch[Take]:
        self._in_work = asked
        try:
            batch = _Batch(asked, await draw())
            if self._in_work is asked:  # it was not forgotten meanwhile
                self._kept = batch
        finally:
            self._in_work = None
        return batch
