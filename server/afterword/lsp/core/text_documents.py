"""The open documents, as the editor has them. Replaces pygls's own, whose lines end too often."""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import TextDocument, Workspace

from afterword.brief.project.project_context import NO_PROJECT_CONTEXT
from afterword.lsp.core.line_index import ColumnUnit, LineIndex, LinePosition
from afterword.writing.passage import DEFAULT_SETTINGS, Passage

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A document and a position in it, at one moment. Taken before the first ``await``."""

    passage: Passage
    version: int | None
    """The document's version then; None if the editor counts none."""
    position: types.Position
    """Where the cursor is, in the editor's units; a position outside the text was moved into it."""


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
        """What the project tells about this document."""
        self.settings = DEFAULT_SETTINGS
        """The settings of the document's own project."""

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
    """Creates ``WriterDocument``s, and serves open documents only: nothing is read from disk."""

    def open_document(self, uri: str) -> WriterDocument | None:
        """Return the document, or None if the editor has not opened it."""
        document = self.text_documents.get(unquote(uri))
        return document if isinstance(document, WriterDocument) else None

    def open_documents(self) -> list[WriterDocument]:
        """Return all documents that the editor has open."""
        return [
            document
            for document in self.text_documents.values()
            if isinstance(document, WriterDocument)
        ]

    def snapshot(self, uri: str, position: types.Position) -> Snapshot | None:
        """Return a document and a position in it as they are now; None if it is not open."""
        document = self.open_document(uri)
        return document.snapshot(position, self._others_than(document)) if document else None

    def snapshot_selection(self, uri: str, selected: types.Range) -> tuple[Snapshot, int] | None:
        """Return a document with the cursor where a range begins, and the offset where that ends.

        Empty if its ends are exchanged; None if the document is not open.
        """
        snapshot, document = self.snapshot(uri, selected.start), self.open_document(uri)
        if snapshot is None or document is None:
            return None
        end = document.offset_at_position(selected.end)
        return snapshot, max(snapshot.passage.char_offset, end)

    def _others_than(self, document: WriterDocument) -> tuple[str, ...]:
        """Return the texts of the other open documents, the latest opened first."""
        opened = reversed(self.text_documents.values())
        return tuple(each.source for each in opened if each is not document)

    def position_at(self, snapshot: Snapshot, char_offset: int) -> types.Position:
        """Return where ``char_offset`` is in the snapshot's text, which must be current."""
        document = self.open_document(snapshot.passage.uri)
        return document.client_position_at_offset(char_offset) if document else snapshot.position

    def is_current(self, snapshot: Snapshot) -> bool:
        """Whether the document is open and has not changed since.

        Versions alone don't tell: a document that is opened again begins anew, and an editor may
        send none.
        """
        document = self.open_document(snapshot.passage.uri)
        if document is None or document.version != snapshot.version:
            return False
        return document.source == snapshot.passage.text

    def update_text_document(
        self,
        text_doc: types.VersionedTextDocumentIdentifier,
        change: types.TextDocumentContentChangeEvent,
    ) -> None:
        """Apply a change; one to a document that is not open is dropped."""
        if self.open_document(text_doc.uri) is not None:
            super().update_text_document(text_doc, change)

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
            unit=ColumnUnit(self.position_encoding or ColumnUnit.UTF16),
        )


def _without_surrogates(text: str) -> str:
    """Replace halves of a surrogate pair, which no encoder takes; columns stay as they are."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
