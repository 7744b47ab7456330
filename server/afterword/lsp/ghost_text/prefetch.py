"""Work done before the next request: reading on after a change, writing on after an accept."""

import logging

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.ghost_text.accepted_suggestions import (
    ACCEPTED,
    AcceptedSuggestions,
    ShownSuggestion,
)
from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)


class Prefetch:
    """Starts the model of ghost text before the next request."""

    def __init__(self, documents: OpenDocuments, session: Session) -> None:
        """Start no work yet."""
        self._documents = documents
        self._session = session

    def read_on(self, params: types.DidChangeTextDocumentParams) -> None:
        """Read the text before the cursor as soon as it has changed."""
        service = self._session.service
        change = params.content_changes[-1] if params.content_changes else None
        if service is None or not isinstance(change, types.TextDocumentContentChangePartial):
            return
        document = self._documents.find(params.text_document.uri)
        if document is not None:
            # Editors don't send the cursor, but it stands behind what was typed.
            start = document.offset_at_position(change.range.start)
            service.completer.prefetch(document.passage_at(start + len(change.text)))

    def write_on(self, accepted: ShownSuggestion) -> None:
        """Begin to write what comes after a suggestion that was just accepted."""
        service = self._session.service
        document = self._documents.find(accepted.uri)
        if service is None or document is None:
            return
        end = accepted.char_offset + len(accepted.text)
        if document.source[accepted.char_offset : end] == accepted.text:
            service.completer.prepare(document.passage_at(end))


def register_accepted(
    server: AfterwordServer, *, shown: AcceptedSuggestions, prefetch: Prefetch
) -> None:
    """Write on when an editor reports that a suggestion was accepted."""

    @server.command(ACCEPTED)
    async def accepted(params: types.ExecuteCommandParams) -> None:
        match params.arguments:
            case [str() as suggestion_id]:
                suggestion = shown.take(suggestion_id)
                logger.info("suggestion accepted known=%s", suggestion is not None)
                if suggestion is not None:
                    prefetch.write_on(suggestion)
            case _:
                raise JsonRpcInvalidParams(f"{ACCEPTED} takes the id of a suggestion.")
