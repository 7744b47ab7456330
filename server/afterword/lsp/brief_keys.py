"""``textDocument/hover``: what a key of the brief is for, where the writer points at it."""

from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.brief.checking import explain
from afterword.brief.front_matter import read_front_matter

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer


def register_brief_keys(server: "AfterwordServer") -> None:
    """Explain the keys in a document's head."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        document = server.protocol.workspace.open_document(params.text_document.uri)
        if document is None:
            return None
        offset = document.offset_at_position(params.position)
        for key, span in read_front_matter(document.source).keys:
            if span.start <= offset <= span.end:
                text = f"**{key}**: {explain(key)}"
                return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))
        return None
