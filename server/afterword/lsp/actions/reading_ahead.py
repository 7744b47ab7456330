"""Loads the paragraphs' model, and reads the page, before the writer asks to continue a paragraph."""

import asyncio
from typing import Final

from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.core.text_documents import Snapshot
from afterword.lsp.server import AfterwordServer
from afterword.writing.places.offers import can_continue, is_at_paragraph_end

REST_S: Final = 1.0
"""Seconds that a cursor rests at a paragraph's end before anything is read: longer than a writer who
types on needs for the next key."""


class ReadingAhead:
    """Begins when the menu of actions opens, or the cursor rests at the end of a paragraph."""

    def __init__(
        self, server: AfterwordServer, *, documents: OpenDocuments, session: Session
    ) -> None:
        """Read nothing yet."""
        self._server = server
        self._documents = documents
        self._session = session
        self._resting: asyncio.Task[None] | None = None

    def begin(self, snapshot: Snapshot) -> None:
        """Read at once."""
        self._wait(snapshot, 0.0)

    def follow_cursor(self, snapshot: Snapshot) -> None:
        """Read if the cursor stays here; the place before is forgotten."""
        if is_at_paragraph_end(snapshot.passage):
            self._wait(snapshot, REST_S)
        elif self._resting is not None:
            self._resting.cancel()

    def _wait(self, snapshot: Snapshot, seconds: float) -> None:
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.create_task(self._read(snapshot, seconds))
        self._server.keep(self._resting)

    async def _read(self, snapshot: Snapshot, after_s: float) -> None:
        await asyncio.sleep(after_s)
        service = self._session.service
        if service is None or not self._documents.is_current(snapshot):
            return
        if can_continue(
            snapshot.passage
        ):  # only now, as each key at a paragraph's end begins a wait
            await service.read_ahead(snapshot.passage)
