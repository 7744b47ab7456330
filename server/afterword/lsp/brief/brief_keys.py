"""The brief's keys in a document's head: explanations, and completion of keys and values."""

from lsprotocol import types

from afterword.brief.head.document_head import read_document_head
from afterword.brief.head.head_keys import explain
from afterword.brief.head.key_proposals import proposals_at
from afterword.lsp.brief.brief_diagnostics import range_of
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.text_documents import WriterDocument
from afterword.lsp.server import AfterwordServer


def brief_key_items(
    document: WriterDocument, position: types.Position
) -> list[types.CompletionItem]:
    """Return keys and values that may be written at a position; none outside of a head."""
    if not document.settings.enabled:
        return []
    offset = document.offset_at_position(position)
    return [
        types.CompletionItem(
            label=proposal.text.strip(),
            kind=types.CompletionItemKind.Property
            if proposal.is_key
            else types.CompletionItemKind.EnumMember,
            documentation=proposal.explanation or None,
            sort_text=f"{number:03}",
            insert_text_format=types.InsertTextFormat.PlainText,
            text_edit=types.TextEdit(range_of(document, proposal.span), proposal.text),
        )
        for number, proposal in enumerate(proposals_at(document.source, offset))
    ]


def register_brief_keys(server: AfterwordServer, *, documents: OpenDocuments) -> None:
    """Explain the keys in a document's head when the writer points at them."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        document = documents.find(params.text_document.uri)
        if document is None:
            return None
        offset = document.offset_at_position(params.position)
        for key, span in read_document_head(document.source).keys:
            if span.start <= offset <= span.end:
                text = f"**{key}**: {explain(key)}"
                return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))
        return None
