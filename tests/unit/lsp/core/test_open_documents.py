"""Snapshots of open documents, and whether they are still current."""

import pytest
from lsprotocol import types

from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.text_documents import Snapshot, WriterWorkspace

URI = "file:///novel%20one.md"


def position(line: int, character: int) -> types.Position:
    return types.Position(line=line, character=character)


class Desk:
    """A workspace with one document, and the open documents in it."""

    def __init__(self, text: str) -> None:
        self.workspace = WriterWorkspace(None, position_encoding="utf-16")
        self.documents = OpenDocuments(lambda: self.workspace)
        self.open(URI, text)

    def open(self, uri: str, text: str) -> None:
        self.workspace.put_text_document(types.TextDocumentItem(uri, "markdown", 1, text))

    def change(self, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        place = types.Range(position(*start), position(*end))
        change = types.TextDocumentContentChangePartial(range=place, text=text)
        self.workspace.update_text_document(types.VersionedTextDocumentIdentifier(2, URI), change)

    def snapshot(self, line: int, character: int) -> Snapshot:
        snapshot = self.documents.snapshot(URI, position(line, character))
        assert snapshot is not None
        return snapshot

    def close(self, uri: str = URI) -> None:
        self.workspace.remove_text_document(uri)


def test_a_snapshot_keeps_the_text_of_its_moment() -> None:
    desk = Desk("One two")
    snapshot = desk.snapshot(0, 3)
    desk.change((0, 0), (0, 3), "Four")
    assert (snapshot.passage.before, snapshot.passage.after) == ("One", " two")
    assert not desk.documents.is_current(snapshot)


def test_a_snapshot_is_current_until_its_document_is_closed() -> None:
    desk = Desk("One two")
    snapshot = desk.snapshot(0, 3)
    assert desk.documents.is_current(snapshot)

    desk.close()
    assert not desk.documents.is_current(snapshot)


def test_a_position_past_the_line_is_moved_to_its_end() -> None:
    snapshot = Desk("ab😀\nnext").snapshot(0, 80)
    assert snapshot.position == position(0, 4)
    assert snapshot.passage.before == "ab😀"


@pytest.mark.parametrize(
    ("start", "end", "selected"),
    [
        pytest.param((0, 1), (1, 2), "b😀\r\nne", id="over-lines"),
        pytest.param((0, 1), (0, 1), "", id="a-cursor"),
        pytest.param((1, 2), (0, 1), "", id="ends-exchanged"),
        pytest.param((1, 0), (9, 9), "next", id="past-the-end"),
    ],
)
def test_a_selection_begins_at_the_cursor(
    start: tuple[int, int], end: tuple[int, int], selected: str
) -> None:
    place = types.Range(position(*start), position(*end))
    found = Desk("ab😀\r\nnext").documents.snapshot_selection(URI, place)
    assert found is not None
    snapshot, end_char_offset = found
    assert snapshot.passage.text[snapshot.passage.char_offset : end_char_offset] == selected
    assert Desk("x").documents.snapshot_selection("file:///elsewhere.md", place) is None


def test_a_document_that_is_not_open_has_no_snapshot() -> None:
    assert Desk("x").documents.snapshot("file:///elsewhere.md", position(0, 0)) is None


def test_the_place_of_an_offset_is_found_in_the_text_as_it_is() -> None:
    desk = Desk("好\r\n😀b")
    snapshot = desk.snapshot(0, 0)
    assert desk.documents.position_at(snapshot, 4) == position(1, 2)


def test_a_snapshot_has_the_other_open_documents_beside_it() -> None:
    desk = Desk("Chapter two. Ott")
    for name in ("cast", "one"):
        desk.open(f"file:///{name}.md", f"# {name}")
    snapshot = desk.snapshot(0, 16)
    assert snapshot.passage.other_documents == ("# one", "# cast")
    desk.close("file:///one.md")
    snapshot = desk.snapshot(0, 16)
    assert snapshot.passage.other_documents == ("# cast",)
