"""The code action "Continue paragraph" over LSP, from a scripted engine."""

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = " He sat down by the window and waited for the rain to end. Nobody came."
TITLE = "Continue paragraph"


async def test_lists_the_action_without_its_text(editor: EditorClient) -> None:
    action, *_ = await editor.open("The old man came home.‸").actions()
    assert action["title"] == TITLE
    assert action["kind"] == "refactor.rewrite"
    assert action["tags"] == [1]
    assert "edit" not in action
    assert "command" not in action


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        pytest.param(
            "The old man came home.‸\n", "The old man came home.{}\n", id="end of a paragraph"
        ),
        pytest.param(
            "It rained.\r\n\r\nThe old man came home.‸\r\n\r\nNext.\r\n",
            "It rained.\r\n\r\nThe old man came home.{}\r\n\r\nNext.\r\n",
            id="crlf",
        ),
        pytest.param(
            "好😀\u2028好. The old man came home.‸",
            "好😀\u2028好. The old man came home.{}",
            id="wide",
        ),
    ],
)
@pytest.mark.parametrize("client", ["full", "utf8"])
async def test_resolving_writes_on_and_leaves_the_rest_alone(
    share: StartEditor, client: str, marked: str, result: str
) -> None:
    editor = await share(client, text=SCRIPT)
    assert await editor.open(marked).continue_paragraph() == result.format(SCRIPT)


async def test_hard_wrapped_crlf_text_stays_so(share: StartEditor) -> None:
    editor = await share(text=SCRIPT)
    page = editor.open(
        "The old man came home late in the evening\r\n"
        "when the lamps were lit in all the houses\r\n"
        "of the village and the dogs had gone in.‸\r\n"
    )
    text = await page.continue_paragraph()
    assert text.count("\n") == text.count("\r\n") > page.text.count("\r\n")
    assert max(map(len, text.split("\r\n"))) <= 42


async def test_an_old_client_without_versioned_edits_gets_plain_changes(share: StartEditor) -> None:
    editor = await share("bare", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    command, *_ = await page.actions()
    assert command["command"] == "afterword.continueParagraph"
    await editor.command(command["command"], *command["arguments"])
    applied = await editor.wait_for("workspace/applyEdit")
    assert list(applied["edit"]) == ["changes"]
    assert page.text_after(applied["edit"]) == f"The old man came home.{SCRIPT}"


async def test_a_client_without_resolve_gets_a_command_that_edits(share: StartEditor) -> None:
    editor = await share("list_only", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    command = action["command"]
    assert await editor.command(command["command"], *command["arguments"]) is None
    applied = await editor.wait_for("workspace/applyEdit")
    assert applied["label"] == TITLE
    assert page.text_after(applied["edit"]) == f"The old man came home.{SCRIPT}"


async def test_an_edit_that_the_editor_refuses_is_an_error(start_ready: StartEditor) -> None:
    editor = await start_ready("list_only", text=SCRIPT)
    editor.accepts_edits = False
    page = editor.open("The old man came home.‸")
    with pytest.raises(Exception, match="did not insert"):
        await editor.command("afterword.continueParagraph", page.target)


@pytest.mark.parametrize(
    ("context", "count"),
    [
        pytest.param({"only": ["refactor"]}, 3, id="a kind above ours"),
        pytest.param({"only": ["refactor.rewrite"]}, 3, id="our kind"),
        pytest.param({"only": [""]}, 3, id="every kind"),
        pytest.param({"only": ["quickfix", "source"]}, 0, id="other kinds"),
        pytest.param({"only": ["refactor.rewrite.other"]}, 0, id="a kind below ours"),
        pytest.param({"only": ["ref"]}, 0, id="part of a name"),
        pytest.param({"triggerKind": 1}, 3, id="asked for"),
        pytest.param({"triggerKind": 2}, 0, id="for the light bulb"),
    ],
)
async def test_offers_what_was_asked_for(
    editor: EditorClient, context: dict[str, object], count: int
) -> None:
    assert len(await editor.open("The old man came home.‸").actions(**context)) == count


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        pytest.param("```\nold = man‸\n```\n", "markdown", id="in a code fence"),
        pytest.param("\n  \n‸", "markdown", id="with nothing before it"),
    ],
)
async def test_offers_nothing_where_there_is_nothing_to_continue(
    editor: EditorClient, marked: str, language: str
) -> None:
    assert await editor.open(marked, language=language).actions() == []


@pytest.mark.parametrize(
    "settings", [{"enabled": False}, {"disabled_languages": ["markdown"]}], ids=str
)
async def test_off_means_off(start_ready: StartEditor, settings: dict[str, object]) -> None:
    editor = await start_ready(settings=settings)
    page = editor.open("The old man came home.‸")
    assert await page.actions() == []
    assert await page.ghost_text() == []


@pytest.mark.parametrize(
    "data", [None, {"of": "another server"}, {"afterword": {"uri": 7}}, [1]], ids=str
)
async def test_actions_of_others_come_back_unchanged(editor: EditorClient, data: object) -> None:
    action = {"title": "Sort imports", "kind": "source", "data": data}
    resolved = await editor.request("codeAction/resolve", action)
    assert {key: resolved.get(key) for key in action} == action
    assert "edit" not in resolved


async def test_a_text_that_has_changed_since_is_not_continued(editor: EditorClient) -> None:
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    page.type(" It was late.")
    with pytest.raises(Exception, match=r"has changed.*Choose the action again"):
        await editor.request("codeAction/resolve", action)


async def test_a_text_that_changes_meanwhile_is_left_alone(start_ready: StartEditor) -> None:
    editor = await start_ready(text=SCRIPT, token_delay_s=0.02)
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    _, answer = editor.send_request("codeAction/resolve", action)
    page.type(" It was late.")
    with pytest.raises(Exception, match="changed in the meantime"):
        await answer


async def test_before_the_model_is_ready_resolving_is_an_error(start: StartEditor) -> None:
    editor = await start(gate="/nowhere/at/all")
    await editor.wait_for("$/progress")
    action, *_ = await editor.open("The old man came home.‸").actions()
    with pytest.raises(Exception, match="-32803"):
        await editor.request("codeAction/resolve", action)
