"""What else is offered at a cursor: the next paragraph, bridges, turns, lines."""

from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = " He sat down by the window and waited for the rain to end. Nobody came."


async def test_what_can_be_written_is_listed_with_what_is_wanted_most_first(
    editor: EditorClient,
) -> None:
    actions = await editor.open("The old man came home.‸").actions()
    titles = [action["title"] for action in actions]
    assert titles == ["Continue paragraph", "Start next paragraph", "Continue paragraph: 3 takes"]


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        pytest.param("He came‸ home.", "He came home.\n\n{}", id="alone"),
        pytest.param("One.\n\nHe came.‸\n\nTwo.", "One.\n\nHe came.\n\n{}\n\nTwo.", id="between"),
        pytest.param(
            "　　一。\n　　他来了。‸", "　　一。\n　　他来了。\n　　{}", id="a-line-a-paragraph"
        ),
        pytest.param("One.\r\n\r\nHe came.‸", "One.\r\n\r\nHe came.\r\n\r\n{}", id="crlf"),
    ],
)
async def test_the_next_paragraph_stands_as_paragraphs_stand_on_the_page(
    share: StartEditor, marked: str, result: str
) -> None:
    script = "门外下起了大雨。" if "一" in marked else SCRIPT  # another language is not shown
    editor = await share(text=script)
    page = editor.open(marked)
    _, action, *_ = await page.actions()
    resolved = await editor.request("codeAction/resolve", action)
    assert page.text_after(resolved["edit"]) == result.format(script.strip())


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        pytest.param("He came.‸\n\nTwo.", "He came.\n\n{}\n\nTwo.", id="at-a-paragraphs-end"),
        pytest.param("He came.\n‸\nTwo.", "He came.\n\n{}\n\nTwo.", id="on-an-empty-line"),
        pytest.param("一。\r\n二。\r\n‸\r\n三。", "一。\r\n二。\r\n{}\r\n三。", id="crlf"),
    ],
)
@pytest.mark.parametrize("client", ["full", "list_only"])
async def test_a_bridge_is_built_between_two_paragraphs(
    share: StartEditor, client: str, marked: str, result: str
) -> None:
    editor = await share(client, text=SCRIPT)
    page = editor.open(marked)
    bridging = next(one for one in await page.actions() if one["title"].startswith("Bridge"))
    assert bridging["title"] == "Bridge to the next paragraph"
    if client == "full":
        edit = (await editor.request("codeAction/resolve", bridging))["edit"]
    else:
        await editor.command(bridging["command"]["command"], *bridging["command"]["arguments"])
        applied = await editor.wait_for(
            "workspace/applyEdit", lambda params: page.uri in str(params["edit"])
        )
        edit = applied["edit"]
    assert page.text_after(edit) == result.format(SCRIPT.strip())


@pytest.mark.parametrize(
    ("marked", "titles", "result"),
    [
        pytest.param(
            "Nora: Nine.\nPavel: Ten.\nOlga: Six.\nNora: One.\nPavel: Two.\nNora: Three.‸",
            ["Pavel", "Olga"],
            "\nPavel: {}",
            id="chat",
        ),
        pytest.param(
            "---\nafterword:\n  form: screenplay\n---\n\nINT. TRAIN\n\nNORA\nNine.\n\nPAVEL\nTen.‸",
            ["NORA"],
            "\n\nNORA\n{}",
            id="screenplay",
        ),
        pytest.param(
            "娜拉：一。\r\n老陈：二。\r\n娜拉：三。‸", ["老陈"], "\r\n老陈：{}", id="chinese"
        ),
    ],
)
async def test_the_next_turn_is_written_in_somebodys_voice(
    share: StartEditor, marked: str, titles: list[str], result: str
) -> None:
    turn = "我有票。" if "娜拉" in marked else SCRIPT.strip()
    editor = await share(text=turn)
    page = editor.open(marked)
    voices = [one for one in await page.actions() if "voice" in one["title"]]
    assert [one["title"] for one in voices] == [
        f"Continue in the voice of {name}" for name in titles
    ]
    edit = (await editor.request("codeAction/resolve", voices[0]))["edit"]
    assert page.text_after(edit) == page.text + result.format(turn)


async def test_the_next_line_stands_under_the_last_and_its_faults_are_shown(
    start_ready: StartEditor,
) -> None:
    editor = await start_ready(text="and the moon shone on the bay\nand more")
    page = editor.open(
        "---\nafterword:\n  form: poem\n---\n\nThe boat lay long upon the sand,\nthe gulls were grey,\n"
        "and no one stood upon the land.‸\n"
    )
    action = next(one for one in await page.actions() if one["title"] == "Next line")
    edit = (await editor.request("codeAction/resolve", action))["edit"]
    assert page.text_after(edit) == page.text + "and the moon shone on the bay\n"
    shown = await editor.wait_for("window/showMessage")
    assert shown["message"] == "The next line: 3 syllables too many or too few."


async def test_a_cursor_does_not_say_what_is_to_be_described(editor: EditorClient) -> None:
    target = {"uri": "file:///a.md", "position": {"line": 0, "character": 0}, "task": "describe"}
    with pytest.raises(Exception, match="continueParagraph takes"):
        await editor.command("afterword.continueParagraph", target)


async def test_a_speaker_is_named_by_text_alone(editor: EditorClient) -> None:
    target = {"uri": "file:///a.md", "position": {"line": 0, "character": 0}, "task": "speak"}
    wrong: list[Any] = [[], {}, 3]
    for task in wrong:
        with pytest.raises(Exception, match="-32602"):
            await editor.command("afterword.continueParagraph", {**target, "task": task})
    for speaker in (7, None, "two\nlines"):
        with pytest.raises(Exception, match="continueParagraph takes"):
            await editor.command("afterword.continueParagraph", {**target, "speaker": speaker})


async def test_a_bridge_that_nothing_follows_is_refused(editor: EditorClient) -> None:
    page = editor.open("He came.‸")
    target = {**page.target, "task": "bridge"}
    with pytest.raises(Exception, match="no gap between two paragraphs"):
        await editor.command("afterword.continueParagraph", target)
