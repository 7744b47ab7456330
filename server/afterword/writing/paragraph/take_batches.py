"""Batches of takes that are returned by number, for editors that can't let the writer choose.

Such an editor lists each take as an action of its own. A writer who tries one, undoes it and tries the
next must get another text, so the batch is kept as long as the same request is repeated.
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
"""Takes in a batch: as many as a writer compares at a glance."""

Take = TypeVar("Take")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchKey:
    """All that a batch depends on. It holds no text of a document."""

    uri: str
    text_hash: int
    """The hash of the whole document."""
    place: tuple[int, int]
    """The start and end offset in the document; equal for a cursor."""
    project_context: ProjectContext
    """The project's brief, lore, examples and earlier chapters."""
    settings: Settings
    controls: ControlValues

    @classmethod
    def at(
        cls, passage: Passage, *, controls: ControlValues, end_char_offset: int | None = None
    ) -> "BatchKey":
        """Return the key of a request at a cursor, or for a selection if its end is given."""
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
    returned: set[int] = field(default_factory=set[int])
    """The numbers that were returned: whoever requests one of them again has seen it."""


class TakeBatches(Generic[Take]):
    """Keeps the last batch of takes, in memory only."""

    def __init__(self, *, too_few: str) -> None:
        """Keep nothing yet. ``too_few`` says that there are only ``{count}`` takes."""
        self._too_few = too_few
        self._lock = asyncio.Lock()
        self._kept: _Batch[Take] | None = None
        self._pending: BatchKey | None = None
        """The key of the batch that is being generated, as long as it may be kept."""

    async def take(
        self, number: int, key: BatchKey, generate: Callable[[], Awaitable[list[Take]]]
    ) -> Take:
        """Return one take of a batch, counted from 1, the most probable first.

        The second request for the same take is served from a new batch.

        Raises:
            NoUsableTextError: there are not so many different takes.
            AfterwordError: whatever ``generate`` raises.
        """
        async with self._lock:  # an editor may request all of them at once
            batch = self._kept
            if batch is None or batch.key != key or number in batch.returned:
                batch = await self._generate(key, generate)
            batch.returned.add(number)
            if number > len(batch.takes):
                raise NoUsableTextError(
                    self._too_few.format(count=len(batch.takes)),
                    next_step="Choose an earlier take, or this one again for new ones.",
                )
            return batch.takes[number - 1]

    def forget(self, uri: str) -> None:
        """Drop what is kept or being generated for a document."""
        if self._kept is not None and self._kept.key.uri == uri:
            self._kept = None
        if self._pending is not None and self._pending.uri == uri:
            self._pending = None

    async def _generate(
        self, key: BatchKey, generate: Callable[[], Awaitable[list[Take]]]
    ) -> _Batch[Take]:
        self._pending = key
        try:
            batch = _Batch(key, await generate())
            if self._pending is key:  # it was not forgotten meanwhile
                self._kept = batch
        finally:
            self._pending = None
        return batch
