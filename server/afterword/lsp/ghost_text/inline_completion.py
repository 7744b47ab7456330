"""``textDocument/inlineCompletion``: ghost text. Whatever goes wrong, the answer is an empty list."""

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.lsp.actions.commands import ACCEPTED
from afterword.writing.results import Suppressed

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

INVOKED_COUNT = 3
"""How many suggestions a writer may choose from who asked by hand."""


def register_inline(server: "AfterwordServer") -> None:
    """Answer requests for ghost text."""

    @server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
    async def inline_completion(params: types.InlineCompletionParams) -> types.InlineCompletionList:
        try:
            items = await _items(server, params)
        except Exception as error:  # noqa: BLE001 - VS Code would show it, at every keystroke
            logger.warning("no ghost text: %s", type(error).__name__)
            items = []
        return types.InlineCompletionList(items=items)


async def _items(
    server: "AfterwordServer", params: types.InlineCompletionParams
) -> list[types.InlineCompletionItem]:
    workspace, service = server.protocol.workspace, server.session.service
    # Before the first await: on TCP a later didChange may already have been read.
    snapshot = workspace.snapshot(params.text_document.uri, params.position)
    if snapshot is None or service is None or snapshot.position != params.position:
        return []
    invoked = params.context.trigger_kind is types.InlineCompletionTriggerKind.Invoked
    outcome = await service.completer.suggest(
        snapshot.passage, invoked=invoked, count=INVOKED_COUNT if invoked else 1
    )
    if isinstance(outcome, Suppressed) or not workspace.is_current(snapshot):
        return []
    if "prefill" in outcome[0].timings_ms:
        server.last_ghost_ms = outcome[0].timings_ms["total"]
    return [
        _item(suggestion.text, snapshot.position, server.shown.remember(snapshot, suggestion.text))
        for suggestion in outcome
    ]


def _item(text: str, cursor: types.Position, suggestion_id: str) -> types.InlineCompletionItem:
    return types.InlineCompletionItem(
        insert_text=text,
        # Without a range VS Code replaces what stands to the right, and Neovim 0.12.0 fails.
        range=types.Range(start=cursor, end=cursor),
        command=types.Command(title="Accepted", command=ACCEPTED, arguments=[suggestion_id]),
    )
