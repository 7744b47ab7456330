"""The brief's keys in a document's head: what each is for, and which may be written there."""

from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.brief.head.document_head import read_document_head
from afterword.brief.head.head_keys import explain
from afterword.brief.head.key_proposals import proposals_at

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer


def brief_items(
    server: "AfterwordServer", params: types.CompletionParams
) -> list[types.CompletionItem]:
    """Return keys and values that may be written at a place; none outside of a head."""
    document = server.protocol.workspace.open_document(params.text_document.uri)
    settings = server.configuration.settings
    if document is None or not settings.enabled:
        return []
    offset = document.offset_at_position(params.position)
    return [
        types.CompletionItem(
            label=proposal.text.strip(),
            kind=types.CompletionItemKind.Property
            if proposal.is_key
            else types.CompletionItemKind.EnumMember,
            documentation=proposal.explanation or None,
            sort_text=f"{number:03}",
            insert_text_format=types.InsertTextFormat.PlainText,
            text_edit=types.TextEdit(
                types.Range(
                    document.client_position_at_offset(proposal.span.start),
                    document.client_position_at_offset(proposal.span.end),
                ),
                proposal.text,
            ),
        )
        for number, proposal in enumerate(proposals_at(document.source, offset))
    ]


def register_brief_keys(server: "AfterwordServer") -> None:
    """Explain the keys in a document's head."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        document = server.protocol.workspace.open_document(params.text_document.uri)
        if document is None:
            return None
        offset = document.offset_at_position(params.position)
        for key, span in read_document_head(document.source).keys:
            if span.start <= offset <= span.end:
                text = f"**{key}**: {explain(key)}"
                return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))
        return None
