"""What a well-behaved client never sends, and what it gets for it."""

import pytest
from editor_client import EditorClient
from open_page import Json
from server_processes import ServerProcesses, StartEditor, read_client

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


@pytest.mark.parametrize(
    ("capabilities", "params"),
    [
        pytest.param(
            {"completion": {"completionItem": {"tagSupport": {"valueSet": [1, 9]}}}},
            {},
            id="unknown number",
        ),
        pytest.param({"hover": True, "rename": 5}, {}, id="objects that are none"),
        pytest.param({}, {"trace": "compact", "clientInfo": "Studio"}, id="outside capabilities"),
        pytest.param({}, {"workspaceFolders": [5], "rootUri": "file://["}, id="folders"),
        pytest.param({}, {"rootUri": "file:///%00", "processId": "none"}, id="root"),
    ],
)
async def test_what_initialize_says_beside_the_point_is_ignored(
    servers: ServerProcesses, capabilities: Json, params: Json
) -> None:
    client = read_client("full")
    client["textDocument"] |= capabilities
    editor = await servers.launch()
    await editor.initialize(client, **params)
    await editor.wait_until_ready()
    page = editor.open("The old man‸")
    assert await page.ghost_text()
    assert any("data" in action for action in await page.actions())


@pytest.mark.parametrize("context", [{"triggerKind": 9}, {"triggerKind": "keys"}, {}, None])
async def test_ghost_text_comes_whatever_triggered_it(
    editor: EditorClient, context: object
) -> None:
    params = {**editor.open("The old man‸").position_params, "context": context}
    assert (await editor.request("textDocument/inlineCompletion", params))["items"]


async def test_actions_come_beside_diagnostics_of_tomorrow(editor: EditorClient) -> None:
    page = editor.open("The old man came.‸")
    place = {"start": page.position, "end": page.position}
    diagnostic = {"range": place, "message": "m", "severity": 9, "tags": [9]}
    context = {"diagnostics": [diagnostic, 5], "only": ["refactor", "new.kind"], "triggerKind": 9}
    params = {"textDocument": {"uri": page.uri}, "range": place, "context": context}
    assert await editor.request("textDocument/codeAction", params)


@pytest.mark.parametrize(
    ("opened", "other"),
    [
        ("file:///c%3A/novel/one.md", "file:///C:/novel/one.md"),
        ("file:///D:/novel/one.md", "file:///d%3a/novel/one.md"),
        ("file:///novel/the%20mill.md", "file:///novel/the mill.md"),
        ("file:///novel/%e9%9b%aa.md", "file:///novel/%E9%9B%AA.md"),
        ("file:/novel/two.md", "file:///novel/two.md"),
    ],
)
async def test_all_spellings_of_a_uri_are_one_document(
    start_ready: StartEditor, opened: str, other: str
) -> None:
    editor = await start_ready()
    page = editor.open("The old m‸", uri=opened)
    page.uri = other
    page.type("an")
    assert await page.ghost_text()
    action, *_ = await page.actions()
    edit = (await editor.request("codeAction/resolve", action))["edit"]
    (change,) = edit["documentChanges"]
    assert change["textDocument"] == {"uri": opened, "version": 2}
    editor.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    page.uri = opened
    assert await page.ghost_text() == []


async def test_problems_are_published_and_taken_back_under_the_uri_that_was_opened(
    start_ready: StartEditor,
) -> None:
    editor = await start_ready()
    opened, other = "file:///c%3A/novel/one.md", "file:///C:/novel/one.md"
    editor.open("---\nafterword:\n  frm: novel\n---\n‸", uri=opened)
    found = await editor.wait_for("textDocument/publishDiagnostics")
    assert (found["uri"], len(found["diagnostics"])) == (opened, 1)
    editor.notify("textDocument/didClose", {"textDocument": {"uri": other}})
    gone = await editor.wait_for(
        "textDocument/publishDiagnostics", lambda it: not it["diagnostics"]
    )
    assert gone["uri"] == opened
