"""A continuation as a client shows it: it grows at its place, and keys that agree with it eat it.

What is shown depends on two things that move by themselves: the text, which grows, and the document, in
which the writer types on. It ends with a change of the document that doesn't agree with the text.
"""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.text_documents import Snapshot

CONTINUATION_GREW: Final = "afterword/continuationGrew"
"""The method of our notification."""


class Outcome(StrEnum):
    """How a shown continuation ended, where the client did not end it."""

    KEPT = "kept"
    """All of it stands in the document."""
    CHANGED = "changed"
    """The document changed otherwise or was closed, or another continuation took its place."""


class ContinuationView:
    """One continuation that a client shows; see ``show``, ``finish`` and ``follow``."""

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        view_id: str,
        documents: OpenDocuments,
        send: Callable[[str, object], None],
    ) -> None:
        """Show nothing yet.

        Args:
            snapshot: the document that is continued.
            view_id: the client's name for this continuation.
            documents: the documents as they are now.
            send: takes a notification's method and parameters.
        """
        self._base = snapshot.passage.text
        self._line_end = snapshot.passage.line_end
        self._uri = snapshot.passage.uri
        self._id = view_id
        self._documents = documents
        self._send = send
        self._char_offset = 0
        self._text = ""
        self._is_whole = False
        self.ended: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        """Has a result as soon as the client has nothing more to show."""

    @property
    def has_text(self) -> bool:
        """Whether there was anything to show."""
        return bool(self._text)

    def show(self, text: str, char_offset: int) -> None:
        """Show ``text``, with LF line ends, at an offset of the document as it was."""
        self._text, self._char_offset = text.replace("\n", self._line_end), char_offset
        self.follow()

    def finish(self) -> None:
        """Say that the text is whole."""
        self._is_whole = True
        self.follow()

    def give_way(self) -> None:
        """End, because another continuation is shown in its place."""
        self._end(Outcome.CHANGED)

    def follow(self) -> None:
        """Show what is left of the text in the document as it is now."""
        document = self._documents.find(self._uri)
        now = self._base if document is None else document.source
        typed = inserted_text(self._base, now, self._char_offset)
        if document is None or typed is None or not self._text.startswith(typed):
            self._end(Outcome.CHANGED)
        elif self._is_whole and typed == self._text:
            self._end(Outcome.KEPT)
        elif self._text and not self.ended.done():
            position = document.client_position_at_offset(self._char_offset + len(typed))
            params = {
                "id": self._id,
                "uri": self._uri,
                "version": document.version,
                "position": {"line": position.line, "character": position.character},
                "text": self._text[len(typed) :],
                "is_whole": self._is_whole,
            }
            self._send(CONTINUATION_GREW, params)

    def _end(self, outcome: Outcome) -> None:
        if not self.ended.done():
            self.ended.set_result(outcome)


def inserted_text(base: str, now: str, char_offset: int) -> str | None:
    """Return what ``now`` has more than ``base`` at an offset; None if they differ elsewhere too."""
    inserted_chars = len(now) - len(base)
    end = char_offset + inserted_chars
    if inserted_chars < 0 or now[end:] != base[char_offset:]:
        return None
    return now[char_offset:end] if now[:char_offset] == base[:char_offset] else None
