"""One scenario in every editor's terms: whatever an editor can do, the same text comes out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from editor_declarations import EditorDeclaration, read_declarations
from open_page import Json, OpenPage
from strict_editor import REGISTRABLE, StrictEditor, launch

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

EDITORS = read_declarations()
CHINESE_SUGGESTION = "窗户。"
CHINESE = "😀雨停了，他推开了‸\n"
CHINESE_TAKEN = "😀雨停了，他推开了窗户。\n"
SUGGESTION = "dow and lit the lamp."
CONTINUATION = " He sat down by the fire and waited for the rain to end. Nobody came."
HALF_A_WORD = "The girl 😀 said 下雨了, closed the win‸\n"
WHOLE_WORDS = "The girl 😀 said 下雨了, closed the window and lit the lamp.\n"
PARAGRAPH = "# 雨\n\n天晴了。😀 The old man came home.‸\n\nThen it was night.\n"
CONTINUED = f"# 雨\n\n天晴了。😀 The old man came home.{CONTINUATION}\n\nThen it was night.\n"

Launch = Callable[..., Awaitable[StrictEditor]]


@pytest.fixture(params=EDITORS, ids=lambda declared: declared.id)
def declared(request: pytest.FixtureRequest) -> EditorDeclaration:
    return request.param


@pytest_asyncio.fixture(loop_scope="session")
async def start(declared: EditorDeclaration) -> AsyncIterator[Launch]:
    """Start a server for the editor, and initialize it."""
    started: list[StrictEditor] = []

    async def start_one(**options: object) -> StrictEditor:
        editor = await launch(declared, **options)
        started.append(editor)
        identity = {
            key: declared.initialize[key] for key in declared.initialize.keys() - {"capabilities"}
        }
        await editor.initialize(declared.initialize["capabilities"], **identity)
        return editor

    yield start_one
    for editor in started:
        await editor.end()


async def test_the_same_text_comes_out(
    declared: EditorDeclaration, start: Launch, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start(texts=[CHINESE_SUGGESTION, SUGGESTION], text=CONTINUATION, gate=str(gate))
    assert editor.encoding in declared.encodings
    check_offers(declared, editor.capabilities)
    if declared.has("window.workDoneProgress"):
        begun = await editor.wait_for("$/progress")
        assert begun["value"]["title"] == "Afterword: preparing the model"
    gate.touch()
    await editor.wait_until_ready()

    page = editor.open(CHINESE)
    (item,) = await items_at(page)
    accept(page, item)
    assert page.text == CHINESE_TAKEN

    page = editor.open(HALF_A_WORD)
    (item,) = await items_at(page)
    accept(page, item)
    assert page.text == WHOLE_WORDS
    assert await editor.command(item["command"]["command"], *item["command"]["arguments"]) is None

    page = editor.open(PARAGRAPH)
    actions = await page.actions()
    if declared.value("workspace.applyEdit") is False and not declared.resolves_edits:
        assert actions == []  # what was written would not get into the text
    elif can_be_edited(declared):
        edit = await edit_of(page, named(actions))
        is_grown = declared.has("experimental.afterwordContinuation")  # the editor makes the edit
        is_versioned = declared.has("workspace.workspaceEdit.documentChanges") and not is_grown
        assert list(edit) == ["documentChanges" if is_versioned else "changes"]
        assert page.text_after(edit) == CONTINUED
    else:
        with pytest.raises(Exception, match="does not let a server edit the text"):
            await edit_of(page, named(actions))

    assert await editor.shut_down() == 0
    check_only_declared_was_asked(declared, editor)


def named(actions: list[Json], title: str = "Continue paragraph") -> Json:
    (action,) = [action for action in actions if action["title"] == title]
    return action


def check_offers(declared: EditorDeclaration, capabilities: Json) -> None:
    """Ghost text to those that show it, a list of completions, and actions with their commands."""
    declares_ghost_text = declared.value("textDocument.inlineCompletion") is not None
    assert not declares_ghost_text or "inlineCompletionProvider" in capabilities
    assert "completionProvider" in capabilities
    assert "refactor.rewrite" in capabilities["codeActionProvider"]["codeActionKinds"]
    commands = capabilities["executeCommandProvider"]["commands"]
    assert {"afterword.accepted", "afterword.continueParagraph"} <= set(commands)


def check_only_declared_was_asked(declared: EditorDeclaration, editor: StrictEditor) -> None:
    """Nothing was asked of the editor that it can't answer, but what it can was asked."""
    # An edit is tried where the editor declares nothing of edits: Kate makes them undeclared.
    declares_nothing = declared.value("workspace.applyEdit") is None
    assert set(editor.undeclared) <= ({"workspace/applyEdit"} if declares_nothing else set())
    if not declared.has("window.workDoneProgress"):
        assert editor.received_params("$/progress") == []
    registered = [
        one["method"]
        for asked in editor.received_params("client/registerCapability")
        for one in asked["registrations"]
    ]
    assert sorted(registered) == [
        one for one in sorted(REGISTRABLE) if declared.has(REGISTRABLE[one])
    ]


async def test_settings_count_as_the_editor_sends_them(
    declared: EditorDeclaration, start: Launch
) -> None:
    editor = await start(text=CONTINUATION)
    await editor.wait_until_ready()
    settings = {"enabled": False, "inline": {"max_words": "many"}}
    if declared.has("workspace.configuration"):
        editor.change_settings(settings)
    else:
        pushed = {"settings": {"afterword": settings}}
        editor.notify("workspace/didChangeConfiguration", pushed)
    shown = await editor.wait_for("window/showMessage")
    assert "inline.max_words" in shown["message"]
    page = editor.open(PARAGRAPH)
    assert await page.actions() == []
    assert await items_at(page) == []


def can_be_edited(declared: EditorDeclaration) -> bool:
    """Whether there is any way for a server to change the text."""
    can_apply = declared.has("workspace.applyEdit") or declared.applies_edits_undeclared
    return can_apply or declared.resolves_edits


async def items_at(page: OpenPage) -> list[Json]:
    """Ask for a suggestion as this editor does."""
    editor = page.editor
    assert isinstance(editor, StrictEditor)
    if editor.declared.shows_ghost_text:
        return await page.ghost_text()
    params: dict[str, Any] = dict(page.position_params)
    if editor.declared.has("textDocument.completion.contextSupport"):
        params["context"] = {"triggerKind": 1}
    return (await editor.request("textDocument/completion", params))["items"]


def accept(page: OpenPage, item: Json) -> None:
    """Put an item's text into its range, and notify the server of the change."""
    change = item.get("textEdit") or {"range": item["range"], "newText": item["insertText"]}
    start = offset_at(page, change["range"]["start"])
    end = offset_at(page, change["range"]["end"])
    page.text = page.text[:start] + change["newText"] + page.text[end:]
    page.version += 1
    page.editor.notify(
        "textDocument/didChange",
        {
            "textDocument": {"uri": page.uri, "version": page.version},
            "contentChanges": [{"range": change["range"], "text": change["newText"]}],
        },
    )


def offset_at(page: OpenPage, position: Json) -> int:
    places = [page.position_after(page.text[:offset]) for offset in range(len(page.text) + 1)]
    return places.index(position)


async def grown_edit(page: OpenPage, action: Json) -> Json:
    """Run an action whose text is shown while it is written; return the edit that keeps all of it."""
    command = action["command"]
    params = {"command": command["command"], "arguments": command["arguments"]}
    number, answer = page.editor.send_request("workspace/executeCommand", params)
    shown = await page.editor.wait_for(
        "afterword/continuationGrew", lambda params: params["is_whole"]
    )
    page.editor.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer
    place = {"start": shown["position"], "end": shown["position"]}
    return {"changes": {shown["uri"]: [{"range": place, "newText": shown["text"]}]}}


async def edit_of(page: OpenPage, action: Json) -> Json:
    """Get the edit of a chosen action, as this editor does."""
    editor = page.editor
    assert isinstance(editor, StrictEditor)
    if editor.declared.has("experimental.afterwordContinuation"):
        return await grown_edit(page, action)
    if editor.declared.resolves_edits:
        return (await editor.request("codeAction/resolve", action))["edit"]
    is_bare = not editor.declared.has("textDocument.codeAction.codeActionLiteralSupport")
    command = action if is_bare else action["command"]
    await editor.command(command["command"], *command["arguments"])
    return editor.received_params("workspace/applyEdit")[-1]["edit"]
