"""Work done before it is asked for: reading on after a change, writing on after an accept."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types

from afterword.lsp.core.text_documents import Snapshot

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

REMEMBERED_SUGGESTIONS = 16
"""An editor accepts what it shows now, or what it showed a few keystrokes ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSuggestion:
    """A suggestion that an editor was given, and where."""

    uri: str
    char_offset: int
    text: str


class ShownSuggestions:
    """The latest suggestions by the id that comes back when one is accepted."""

    def __init__(self) -> None:
        """Start with none."""
        self._shown: OrderedDict[str, ShownSuggestion] = OrderedDict()

    def remember(self, snapshot: Snapshot, text: str) -> str:
        """Keep a suggestion and return its id."""
        passage = snapshot.passage
        suggestion_id = uuid4().hex
        self._shown[suggestion_id] = ShownSuggestion(
            uri=passage.uri, char_offset=passage.char_offset, text=text
        )
        if len(self._shown) > REMEMBERED_SUGGESTIONS:
            self._shown.popitem(last=False)
        return suggestion_id

    def take(self, suggestion_id: str) -> ShownSuggestion | None:
        """Return a suggestion and forget it; None if it is not known."""
        return self._shown.pop(suggestion_id, None)


def register_anticipation(server: "AfterwordServer") -> None:
    """Read the text before the cursor as soon as it has changed."""

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        _read_on(server, params)
        server.brief_diagnostics.check(params.text_document.uri)


def _read_on(server: "AfterwordServer", params: types.DidChangeTextDocumentParams) -> None:
    service = server.session.service
    change = params.content_changes[-1] if params.content_changes else None
    if service is None or not isinstance(change, types.TextDocumentContentChangePartial):
        return
    document = server.protocol.workspace.open_document(params.text_document.uri)
    if document is not None:
        # The cursor is not told, but it stands behind what was typed.
        start = document.offset_at_position(change.range.start)
        service.completer.prefetch(document.passage_at(start + len(change.text)))


def prepare_next(server: "AfterwordServer", accepted: ShownSuggestion) -> None:
    """Begin to write what comes after a suggestion that was just accepted."""
    service = server.session.service
    document = server.protocol.workspace.open_document(accepted.uri)
    if service is None or document is None:
        return
    end = accepted.char_offset + len(accepted.text)
    if document.source[accepted.char_offset : end] == accepted.text:
        service.completer.prepare(document.passage_at(end))
