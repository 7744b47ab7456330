"""The documents that the editor has open, for all features. Nothing is read from disk."""

from collections.abc import Callable
from pathlib import Path

from lsprotocol import types

from afterword.lsp.core.document_uris import file_path
from afterword.lsp.core.line_index import ColumnUnit
from afterword.lsp.core.text_documents import Snapshot, WriterDocument, WriterWorkspace


class OpenDocuments:
    """Finds open documents and takes snapshots of them."""

    def __init__(self, workspace: Callable[[], WriterWorkspace]) -> None:
        """Use the connection's workspace, which exists from ``initialize`` on."""
        self._workspace = workspace

    @property
    def folders(self) -> list[Path]:
        """The folders that are open in the editor."""
        workspace = self._workspace()
        uris = [folder.uri for folder in workspace.folders.values()]
        if workspace.root_uri and workspace.root_uri not in uris:
            uris.append(workspace.root_uri)
        return [path for path in map(file_path, uris) if path]

    @property
    def column_unit(self) -> ColumnUnit:
        """The unit in which this client counts columns."""
        return self._workspace().column_unit

    def find(self, uri: str) -> WriterDocument | None:
        """Return the document, or None if it is not open."""
        return self._workspace().open_document(uri)

    def all(self) -> list[WriterDocument]:
        """Return all open documents, the first opened first."""
        documents = self._workspace().text_documents.values()
        return [document for document in documents if isinstance(document, WriterDocument)]

    def snapshot(self, uri: str, position: types.Position) -> Snapshot | None:
        """Return a document and a position in it as they are now; None if it is not open."""
        document = self.find(uri)
        if document is None:
            return None
        opened = reversed(self._workspace().text_documents.values())  # the latest opened first
        others = tuple(each.source for each in opened if each is not document)
        return document.snapshot(position, others)

    def snapshot_selection(self, uri: str, selected: types.Range) -> tuple[Snapshot, int] | None:
        """Return a document with the cursor where a range begins, and the offset where that ends.

        The selection is empty if its ends are exchanged. None if the document is not open.
        """
        snapshot, document = self.snapshot(uri, selected.start), self.find(uri)
        if snapshot is None or document is None:
            return None
        end = document.offset_at_position(selected.end)
        return snapshot, max(snapshot.passage.char_offset, end)

    def position_at(self, snapshot: Snapshot, char_offset: int) -> types.Position:
        """Return where ``char_offset`` is in the snapshot's text, which must be current."""
        document = self.find(snapshot.passage.uri)
        return document.client_position_at_offset(char_offset) if document else snapshot.position

    def is_current(self, snapshot: Snapshot) -> bool:
        """Return whether the document is open and has not changed since.

        Versions are not enough: a document that is opened again begins with a new count, and an
        editor may send none.
        """
        document = self.find(snapshot.passage.uri)
        if document is None or document.version != snapshot.version:
            return False
        return document.source == snapshot.passage.text
