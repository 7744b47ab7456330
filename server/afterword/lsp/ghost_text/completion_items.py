"""``textDocument/completion``: the keys of the brief; the suggestion, for clients without ghost text."""

import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.lsp.actions.commands import ACCEPTED
from afterword.lsp.brief.brief_keys import brief_items
from afterword.lsp.core.text_documents import Snapshot, WriterWorkspace
from afterword.prose.words.word_boundaries import letters_before
from afterword.settings import CompletionTrigger
from afterword.writing.results import Suggestion, Suppressed

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

TRIGGER_CHARACTERS = (" ", "，", "、", "。")
"""Where a next word begins; within a word, clients that complete while typing ask by themselves."""


def register_completion(server: "AfterwordServer") -> None:
    """Answer requests for completion items. Called within ``initialize``."""
    trigger = server.configuration.settings.completion.trigger
    always = trigger is CompletionTrigger.ALWAYS and not server.client.shows_ghost_text
    options = types.CompletionOptions(
        trigger_characters=list(TRIGGER_CHARACTERS) if always else None, resolve_provider=False
    )

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    async def completion(params: types.CompletionParams) -> types.CompletionList:
        shows_suggestion = not server.client.shows_ghost_text
        try:
            items = brief_items(server, params)
            if not items and shows_suggestion:
                items = await _items(server, params)
        except Exception as error:  # noqa: BLE001 - other servers' items must still come up
            logger.warning("no completion item: %s", type(error).__name__)
            items = []
        # Incomplete: with the next letter there may be another suggestion, or a first one.
        return types.CompletionList(is_incomplete=shows_suggestion, items=items)


async def _items(
    server: "AfterwordServer", params: types.CompletionParams
) -> list[types.CompletionItem]:
    workspace, service = server.protocol.workspace, server.session.service
    snapshot = workspace.snapshot(params.text_document.uri, params.position)
    trigger = server.configuration.settings.completion.trigger
    kind = params.context.trigger_kind if params.context else types.CompletionTriggerKind.Invoked
    by_character = kind is types.CompletionTriggerKind.TriggerCharacter
    if snapshot is None or service is None or trigger is CompletionTrigger.OFF:
        return []
    if by_character and trigger is CompletionTrigger.INVOKED:
        return []
    # While typing, only what is probably right may come up between the writer and their text.
    outcome = await service.completer.suggest(
        snapshot.passage, invoked=trigger is CompletionTrigger.INVOKED, count=1
    )
    if isinstance(outcome, Suppressed) or not workspace.is_current(snapshot):
        return []
    suggestion = outcome[0]
    suggestion_id = server.shown.remember(snapshot, suggestion.text)
    return [_item(suggestion, snapshot, workspace, suggestion_id)]


def _item(
    suggestion: Suggestion, snapshot: Snapshot, workspace: WriterWorkspace, suggestion_id: str
) -> types.CompletionItem:
    letters = letters_before(snapshot.passage.before)
    text = letters + suggestion.text
    start = workspace.position_at(snapshot, snapshot.passage.char_offset - len(letters))
    return types.CompletionItem(
        label=text.strip(),
        kind=types.CompletionItemKind.Text,
        detail="Afterword",
        # Clients filter by what they take for the word at the cursor. In scripts without spaces
        # that is all of the letters before it, so those are replaced by themselves.
        filter_text=text,
        # Before the other words where it was asked for, but never preselected: Enter stays Enter.
        sort_text="!",
        insert_text_format=types.InsertTextFormat.PlainText,
        insert_text_mode=types.InsertTextMode.AsIs,
        commit_characters=[],
        text_edit=types.TextEdit(types.Range(start, snapshot.position), text),
        command=types.Command(title="Accepted", command=ACCEPTED, arguments=[suggestion_id]),
    )
