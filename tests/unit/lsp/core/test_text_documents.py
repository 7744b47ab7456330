"""What an editor sends of a document, and what the server then takes the text to be."""

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


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    workspace = workspace_with("a\ud83d b")
    update(workspace, 2, change((0, 4), (0, 4), "\ude00"))
    assert source(workspace) == "a\ufffd b\ufffd"


def test_a_change_to_a_document_that_is_not_open_is_dropped() -> None:
    workspace = workspace_with("x")
    workspace.remove_text_document(URI)
    update(workspace, 2, change((0, 0), (0, 0), "y"))
    assert workspace.open_document(URI) is None
