"""``textDocument/inlineCompletion``: ghost text. Whatever goes wrong, the answer is an empty list.

A writer who requested it by hand, and gets none, is shown why.
"""

import logging
from collections.abc import Callable
from typing import Final

from lsprotocol import types

from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.core.text_documents import Snapshot
from afterword.lsp.ghost_text.accepted_suggestions import AcceptedSuggestions
from afterword.lsp.ghost_text.silence_messages import silence_message
from afterword.lsp.server import AfterwordServer
from afterword.writing.results import Suppressed

logger = logging.getLogger(__name__)

INVOKED_COUNT: Final = 3
"""How many suggestions the writer may choose from after invoking ghost text by hand."""


def register_inline_completion(
    server: AfterwordServer,
    *,
    documents: OpenDocuments,
    session: Session,
    shown: AcceptedSuggestions,
    on_cursor: Callable[[Snapshot], None],
    on_written: Callable[[float], None],
) -> None:
    """Answer requests for ghost text.

    ``on_cursor`` takes each cursor that something is requested for, and ``on_written`` the duration in
    milliseconds of each suggestion that had to be written.
    """

    async def suggest(params: types.InlineCompletionParams) -> list[types.InlineCompletionItem]:
        # Before the first await: on TCP a later didChange may already have been read.
        snapshot = documents.snapshot(params.text_document.uri, params.position)
        service = session.service
        if snapshot is None or service is None or snapshot.position != params.position:
            return []
        on_cursor(snapshot)
        session.follow(snapshot.passage)
        invoked = params.context.trigger_kind is types.InlineCompletionTriggerKind.Invoked
        outcome = await service.completer.suggest(
            snapshot.passage, invoked=invoked, count=INVOKED_COUNT if invoked else 1
        )
        if not documents.is_current(snapshot):
            return []
        if isinstance(outcome, Suppressed):
            message = silence_message(outcome, snapshot.passage) if invoked else None
            if message is not None:
                server.show_info(message)
            return []
        if "prefill" in outcome[0].timings_ms:
            on_written(outcome[0].timings_ms["total"])
        return [
            types.InlineCompletionItem(
                insert_text=suggestion.text,
                # Without a range VS Code replaces what stands to the right, and Neovim 0.12.0 fails.
                range=types.Range(start=snapshot.position, end=snapshot.position),
                command=shown.remember(snapshot, suggestion.text),
            )
            for suggestion in outcome
        ]

    @server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(params: types.InlineCompletionParams) -> types.InlineCompletionList:
        try:
            items = await suggest(params)
        except Exception as error:  # noqa: BLE001 - VS Code would show it, at every keystroke
            logger.warning("no ghost text: %s", type(error).__name__)
            items = []
        return types.InlineCompletionList(items=items)
