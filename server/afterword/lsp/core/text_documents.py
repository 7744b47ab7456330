"""A document as the editor has it. Replaces pygls's own, whose lines end too often."""

import re
from dataclasses import dataclass, replace

from lsprotocol import types
from pygls.workspace import TextDocument, Workspace

from afterword.brief.project.project_context import NO_PROJECT_CONTEXT
from afterword.lsp.core.document_uris import document_key
from afterword.lsp.core.line_index import ColumnUnit, LineIndex, LinePosition
from afterword.writing.passage import DEFAULT_SETTINGS, Passage

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A document and a position in it, at one moment. Take it before the first ``await``."""

    passage: Passage
    version: int | None
    """The document's version then; None if the editor counts none."""
    position: types.Position
    """The cursor in the editor's units; a position outside the text was moved into it."""


class WriterDocument(TextDocument):
    """An open document over ``LineIndex``: quick to edit, exact in all three position encodings.

    pygls 2.1.1 splits lines at U+2028, U+0085, form feeds and others too, re-splits the whole text
    for each change, and clamps a position past the end of a line one too early.
    """

    def __init__(
        self, uri: str, *, text: str, version: int | None, language_id: str, unit: ColumnUnit
    ) -> None:
        """Open a document. ``unit`` is what this session's columns count in."""
        super().__init__(uri, source=None, version=version, language_id=language_id)
        self._content = LineIndex(_without_surrogates(text))
        self._unit = unit
        self.project_context = NO_PROJECT_CONTEXT
        """The document's part of its project; set when it opens."""
        self.settings = DEFAULT_SETTINGS
        """The settings of the document's own project; set when it opens."""

    @property
    def source(self) -> str:
        """The whole text."""
        return self._content.text

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Apply one change of a ``didChange`` notification."""
        text = _without_surrogates(change.text)
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = self._place_at(change.range.start), self._place_at(change.range.end)
            self._content.replace(start, end, text)
        else:
            self._content = LineIndex(text)

    def offset_at_position(self, client_position: types.Position) -> int:
        """Return how many characters stand before a position."""
        return self._content.offset_of(self._place_at(client_position))

    def client_position_at_offset(self, offset: int) -> types.Position:
        """Return the position that has ``offset`` characters before it."""
        place = self._content.place_of(offset)
        return types.Position(place.line, self._content.units_at(place, self._unit))

    def snapshot(self, position: types.Position, other_documents: tuple[str, ...] = ()) -> Snapshot:
        """Return the text and a position in it, as they are now, beside other documents' texts."""
        place = self._place_at(position)
        passage = self.passage_at(self._content.offset_of(place))
        return Snapshot(
            passage=replace(passage, other_documents=other_documents),
            version=self.version,
            position=types.Position(place.line, self._content.units_at(place, self._unit)),
        )

    def passage_at(self, char_offset: int) -> Passage:
        """Return the text and a place in it, as they are now; past the end is the end."""
        return Passage(
            text=self.source,
            char_offset=min(char_offset, len(self.source)),
            language_id=self.language_id or "plaintext",
            uri=self.uri,
            project_context=self.project_context,
            settings=self.settings,
        )

    def _place_at(self, position: types.Position) -> LinePosition:
        return self._content.place_at(position.line, position.character, self._unit)


class WriterWorkspace(Workspace):
    """Creates ``WriterDocument``s, and has open documents only: nothing is read from disk.

    A document is found under each spelling of its URI, and keeps the one under which it was opened.
    """

    @property
    def column_unit(self) -> ColumnUnit:
        """The unit in which this client counts columns."""
        return ColumnUnit(self.position_encoding or ColumnUnit.UTF16)

    def open_document(self, uri: str) -> WriterDocument | None:
        """Return the document, or None if the editor has not opened it."""
        document = self._text_documents.get(document_key(uri))
        return document if isinstance(document, WriterDocument) else None

    def uri_as_opened(self, uri: str) -> str:
        """Return the URI under which the editor opened this document; ``uri`` if it did not."""
        document = self.open_document(uri)
        return document.uri if document else uri

    def put_text_document(
        self,
        text_document: types.TextDocumentItem,
        notebook_uri: str | None = None,  # noqa: ARG002 - no notebook is synchronised
    ) -> None:
        """Open a document."""
        self._text_documents[document_key(text_document.uri)] = self._create_text_document(
            text_document.uri,
            source=text_document.text,
            version=text_document.version,
            language_id=text_document.language_id,
        )

    def remove_text_document(self, doc_uri: str) -> None:
        """Close a document."""
        self._text_documents.pop(document_key(doc_uri), None)

    def update_text_document(
        self,
        text_doc: types.VersionedTextDocumentIdentifier,
        change: types.TextDocumentContentChangeEvent,
    ) -> None:
        """Apply a change; one to a document that is not open is dropped."""
        document = self.open_document(text_doc.uri)
        if document is not None:
            document.apply_change(change)
            document.version = text_doc.version

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> WriterDocument:
        return WriterDocument(
            doc_uri,
            text=source or "",
            version=version,
            language_id=language_id or "plaintext",
            unit=self.column_unit,
        )


def _without_surrogates(text: str) -> str:
    """Replace halves of a surrogate pair, which no encoder takes; columns stay as they are."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
