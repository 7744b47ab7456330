"""Batches of takes that are handed out by number, for editors that can't let the writer choose.

Such an editor lists each take as an action of its own. A writer who tries one, undoes it and tries the
next is to get another text, so the batch is kept as long as the same is asked at the same place.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from afterword.brief.project.project_context import ProjectContext
from afterword.errors import NoUsableTextError
from afterword.settings import Settings
from afterword.settings.controls import ControlValues
from afterword.writing.passage import Passage

TAKES: Final = 3
"""Takes of a batch: as many as a writer compares at a glance."""

Take = TypeVar("Take")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchKey:
    """Everything that makes one batch another one than the next. It holds no text of a document."""

    uri: str
    text_hash: int
    """The hash of the whole document."""
    place: tuple[int, int]
    """Where in it, from and to; the same twice for a cursor."""
    project_context: ProjectContext
    """What the project says about it: brief, lore, examples, earlier chapters."""
    settings: Settings
    controls: ControlValues

    @classmethod
    def at(
        cls, passage: Passage, *, controls: ControlValues, end_char_offset: int | None = None
    ) -> "BatchKey":
        """Return the key of a request at a place; up to an end, if that is given."""
        start = passage.char_offset
        return cls(
            uri=passage.uri,
            text_hash=hash(passage.text),
            place=(start, start if end_char_offset is None else end_char_offset),
            project_context=passage.project_context,
            settings=passage.settings,
            controls=controls,
        )


@dataclass(frozen=True, slots=True)
class _Batch(Generic[Take]):
    key: BatchKey
    takes: list[Take]
    handed_out: set[int] = field(default_factory=set[int])
    """The numbers that were asked for: whoever asks for one of them again has seen it."""


class TakeBatches(Generic[Take]):
    """Keeps the last batch of takes, in memory only."""

    def __init__(self, *, too_few: str) -> None:
        """Keep nothing yet. ``too_few`` says that there are only ``{count}`` takes."""
        self._too_few = too_few
        self._lock = asyncio.Lock()
        self._kept: _Batch[Take] | None = None
        self._drawing: BatchKey | None = None
        """The batch that is being drawn, as long as it may be kept."""

    async def take(
        self, number: int, key: BatchKey, draw: Callable[[], Awaitable[list[Take]]]
    ) -> Take:
        """Return one take of a batch, counted from 1, the likeliest first.

        The second request for the same take is served from a new batch.

        Raises:
            NoUsableTextError: there are not so many different takes.
            AfterwordError: whatever ``draw`` raises.
        """
        async with self._lock:  # an editor may ask for all of them at once
            batch = self._kept
            if batch is None or batch.key != key or number in batch.handed_out:
                batch = await self._draw(key, draw)
            batch.handed_out.add(number)
            if number > len(batch.takes):
                raise NoUsableTextError(
                    self._too_few.format(count=len(batch.takes)),
                    next_step="Choose an earlier take, or this one again for new ones.",
                )
            return batch.takes[number - 1]

    def forget(self, uri: str) -> None:
        """Drop what is kept or being drawn for a document."""
        if self._kept is not None and self._kept.key.uri == uri:
            self._kept = None
        if self._drawing is not None and self._drawing.uri == uri:
            self._drawing = None

    async def _draw(self, key: BatchKey, draw: Callable[[], Awaitable[list[Take]]]) -> _Batch[Take]:
        self._drawing = key
        try:
            batch = _Batch(key, await draw())
            if self._drawing is key:  # it was not forgotten meanwhile
                self._kept = batch
        finally:
            self._drawing = None
        return batch
