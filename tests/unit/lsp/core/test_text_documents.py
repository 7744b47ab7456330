"""Open documents: what an editor sends, and what the server then believes the text to be."""

import pytest
from lsprotocol import types

from afterword.lsp.core.text_documents import WriterDocument, WriterWorkspace

URI = "file:///novel%20one.md"


def position(line: int, character: int) -> types.Position:
    return types.Position(line=line, character=character)


def change(
    start: tuple[int, int], end: tuple[int, int], text: str
) -> types.TextDocumentContentChangePartial:
    return types.TextDocumentContentChangePartial(
        range=types.Range(position(*start), position(*end)), text=text
    )


def workspace_with(text: str, *, encoding: str = "utf-16") -> WriterWorkspace:
    workspace = WriterWorkspace(None, position_encoding=encoding)
    workspace.put_text_document(types.TextDocumentItem(URI, "markdown", 1, text))
    return workspace


def update(
    workspace: WriterWorkspace, version: int, *changes: types.TextDocumentContentChangeEvent
) -> None:
    for one in changes:
        workspace.update_text_document(types.VersionedTextDocumentIdentifier(version, URI), one)


def source(workspace: WriterWorkspace) -> str:
    document = workspace.open_document(URI)
    assert document is not None
    return document.source


def test_the_workspace_opens_documents_of_our_own() -> None:
    assert isinstance(workspace_with("x").get_text_document(URI), WriterDocument)


def test_each_change_builds_on_the_one_before() -> None:
    workspace = workspace_with("The cat.\r\n")
    update(workspace, 2, change((0, 7), (0, 7), " sat"), change((0, 11), (0, 12), "!"))
    assert source(workspace) == "The cat sat!\r\n"


def test_a_change_without_a_range_replaces_the_text() -> None:
    workspace = workspace_with("old")
    update(workspace, 2, types.TextDocumentContentChangeWholeDocument("new\u2028text"))
    assert source(workspace) == "new\u2028text"


@pytest.mark.parametrize(
    ("encoding", "character"), [("utf-8", 7), ("utf-16", 3), ("utf-32", 2)], ids=str
)
def test_changes_count_in_the_negotiated_encoding(encoding: str, character: int) -> None:
    workspace = workspace_with("好😀", encoding=encoding)
    update(workspace, 2, change((0, character), (0, character), "!"))
    assert source(workspace) == "好😀!"


def test_a_snapshot_keeps_the_text_of_its_moment() -> None:
    workspace = workspace_with("One two")
    snapshot = workspace.snapshot(URI, position(0, 3))
    assert snapshot is not None
    update(workspace, 2, change((0, 0), (0, 3), "Four"))
    assert (snapshot.passage.before, snapshot.passage.after) == ("One", " two")
    assert not workspace.is_current(snapshot)


def test_a_snapshot_is_current_while_nothing_changes() -> None:
    workspace = workspace_with("One two")
    snapshot = workspace.snapshot(URI, position(0, 3))
    assert snapshot is not None
    assert workspace.is_current(snapshot)


def test_a_snapshot_of_a_closed_document_is_not_current() -> None:
    workspace = workspace_with("One two")
    snapshot = workspace.snapshot(URI, position(0, 3))
    assert snapshot is not None
    workspace.remove_text_document(URI)
    assert not workspace.is_current(snapshot)


def test_a_position_past_the_line_is_moved_to_its_end() -> None:
    snapshot = workspace_with("ab😀\nnext").snapshot(URI, position(0, 80))
    assert snapshot is not None
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
    found = workspace_with("ab😀\r\nnext").snapshot_selection(URI, place)
    assert found is not None
    snapshot, end_char_offset = found
    assert snapshot.passage.text[snapshot.passage.char_offset : end_char_offset] == selected
    assert workspace_with("x").snapshot_selection("file:///elsewhere.md", place) is None


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    workspace = workspace_with("a\ud83d b")
    update(workspace, 2, change((0, 4), (0, 4), "\ude00"))
    assert source(workspace) == "a\ufffd b\ufffd"


def test_a_document_that_is_not_open_has_no_snapshot() -> None:
    assert workspace_with("x").snapshot("file:///elsewhere.md", position(0, 0)) is None


def test_a_change_to_a_document_that_is_not_open_is_dropped() -> None:
    workspace = workspace_with("x")
    workspace.remove_text_document(URI)
    update(workspace, 2, change((0, 0), (0, 0), "y"))
    assert workspace.open_document(URI) is None


def test_the_place_of_an_offset_is_found_in_the_text_as_it_is() -> None:
    workspace = workspace_with("好\r\n😀b")
    snapshot = workspace.snapshot(URI, position(0, 0))
    assert snapshot is not None
    assert workspace.position_at(snapshot, 4) == position(1, 2)


def test_a_snapshot_has_the_other_open_documents_beside_it() -> None:
    workspace = workspace_with("Chapter two. Ott")
    for name in ("cast", "one"):
        item = types.TextDocumentItem(f"file:///{name}.md", "markdown", 1, f"# {name}")
        workspace.put_text_document(item)
    snapshot = workspace.snapshot(URI, position(0, 16))
    assert snapshot is not None
    assert snapshot.passage.other_documents == ("# one", "# cast")
    workspace.remove_text_document("file:///one.md")
    snapshot = workspace.snapshot(URI, position(0, 16))
    assert snapshot is not None
    assert snapshot.passage.other_documents == ("# cast",)
