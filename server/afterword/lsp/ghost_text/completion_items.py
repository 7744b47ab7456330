"""``textDocument/completion``: the keys of the brief; the suggestion, for clients without ghost text."""

import logging
from typing import Final

from lsprotocol import types

from afterword.lsp.brief.brief_keys import brief_key_items
from afterword.lsp.core.client_capabilities import Client
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.core.text_documents import Snapshot
from afterword.lsp.ghost_text.accepted_suggestions import AcceptedSuggestions
from afterword.lsp.server import AfterwordServer
from afterword.prose.words.word_boundaries import letters_before
from afterword.settings.fields import CompletionTrigger
from afterword.writing.results import Suggestion, Suppressed

logger = logging.getLogger(__name__)

TRIGGER_CHARACTERS: Final = (" ", "，", "、", "。")
"""Characters after which a next word begins; within a word, clients send requests by themselves."""


class CompletionItems:
    """Answers requests for completion items."""

    def __init__(
        self,
        *,
        client: Client,
        documents: OpenDocuments,
        session: Session,
        shown: AcceptedSuggestions,
    ) -> None:
        """Answer nothing before ``register``."""
        self._client = client
        self._documents = documents
        self._session = session
        self._shown = shown

    def register(self, server: AfterwordServer, trigger: CompletionTrigger) -> None:
        """Register the feature within ``initialize``, whose answer holds the trigger characters."""
        always = trigger is CompletionTrigger.ALWAYS and self._shows_suggestion
        options = types.CompletionOptions(
            trigger_characters=list(TRIGGER_CHARACTERS) if always else None, resolve_provider=False
        )

        @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
        async def completion(params: types.CompletionParams) -> types.CompletionList:
            try:
                items = await self._items(params)
            except Exception as error:  # noqa: BLE001 - other servers' items must still come up
                logger.warning("no completion item: %s", type(error).__name__)
                items = []
            # Incomplete: with the next letter there may be another suggestion, or a first one.
            return types.CompletionList(is_incomplete=self._shows_suggestion, items=items)

    @property
    def _shows_suggestion(self) -> bool:
        return not self._client.capabilities.shows_ghost_text

    async def _items(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        document = self._documents.find(params.text_document.uri)
        items = brief_key_items(document, params.position) if document else []
        if items or not self._shows_suggestion:
            return items
        return await self._suggestion_items(params)

    async def _suggestion_items(self, params: types.CompletionParams) -> list[types.CompletionItem]:
        snapshot = self._documents.snapshot(params.text_document.uri, params.position)
        service = self._session.service
        if snapshot is None or service is None:
            return []
        trigger = snapshot.passage.settings.completion.trigger
        by_character = types.CompletionTriggerKind.TriggerCharacter
        is_by_character = params.context and params.context.trigger_kind is by_character
        is_invoked = trigger is CompletionTrigger.INVOKED
        if trigger is CompletionTrigger.OFF or (is_invoked and is_by_character):
            return []
        self._session.follow(snapshot.passage)
        # While typing, only what is probably right may come up between the writer and their text.
        outcome = await service.completer.suggest(snapshot.passage, invoked=is_invoked, count=1)
        if isinstance(outcome, Suppressed) or not self._documents.is_current(snapshot):
            return []
        return [self._item(outcome[0], snapshot)]

    def _item(self, suggestion: Suggestion, snapshot: Snapshot) -> types.CompletionItem:
        letters = letters_before(snapshot.passage.before)
        text = letters + suggestion.text
        start_char_offset = snapshot.passage.char_offset - len(letters)
        start = self._documents.position_at(snapshot, start_char_offset)
        return types.CompletionItem(
            label=text.strip(),
            kind=types.CompletionItemKind.Text,
            detail="Afterword",
            # Clients filter by what they take for the word at the cursor. In scripts without spaces
            # that is all of the letters before it, so those are replaced by themselves.
            filter_text=text,
            # Before the other words where it was invoked, but never preselected: Enter stays Enter.
            sort_text="!",
            insert_text_format=types.InsertTextFormat.PlainText,
            insert_text_mode=types.InsertTextMode.AsIs,
            commit_characters=[],
            text_edit=types.TextEdit(types.Range(start, snapshot.position), text),
            command=self._shown.remember(snapshot, suggestion.text),
        )
