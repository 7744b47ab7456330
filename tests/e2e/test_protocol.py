"""What a well-behaved client never sends, and what it gets for it."""

import pytest
from editor_client import EditorClient

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        pytest.param("textDocument/codeAction", {"textDocument": 5}, id="wrong type"),
        pytest.param("workspace/executeCommand", {}, id="missing field"),
        pytest.param("workspace/executeCommand", {"command": "no.such"}, id="unknown command"),
        pytest.param(
            "workspace/executeCommand", {"command": "afterword.accepted"}, id="missing argument"
        ),
        pytest.param(
            "workspace/executeCommand",
            {"command": "afterword.accepted", "arguments": [{"id": 1}]},
            id="argument of a wrong type",
        ),
        pytest.param(
            "workspace/executeCommand",
            {
                "command": "afterword.continueParagraph",
                "arguments": [{"uri": "file:///a", "position": {"line": -1, "character": 0}}],
            },
            id="negative line",
        ),
    ],
)
async def test_unusable_parameters_are_answered_as_such(
    editor: EditorClient, method: str, params: dict[str, object]
) -> None:
    with pytest.raises(Exception, match="-32602"):
        await editor.request(method, params)


async def test_an_unknown_method_is_answered_as_such(editor: EditorClient) -> None:
    with pytest.raises(Exception, match="-32601"):
        await editor.request("textDocument/noSuchThing", {})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"textDocument": "nonsense"}, id="malformed"),
        pytest.param(
            {
                "textDocument": {"uri": "file:///never-opened.md", "version": 2},
                "contentChanges": [{"text": "x"}],
            },
            id="of-a-document-that-is-not-open",
        ),
    ],
)
async def test_an_unusable_change_leaves_the_server_up(
    editor: EditorClient, change: dict[str, object]
) -> None:
    editor.notify("textDocument/didChange", change)

    assert (await editor.command("afterword.status"))["phase"] == "ready"
    assert not editor.received_params("window/showMessage")
