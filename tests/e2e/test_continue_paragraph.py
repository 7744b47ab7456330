"""The code action "Continue paragraph" over the wire, from a scripted engine."""

from typing import Any

import pytest
from starting import StartEditor
from wire import Editor, Page

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = " He sat down by the window and waited for the rain to end. Nobody came."
ENDLESS = "".join(f" mile{number}" for number in range(10_000))
OWN_BAR = "bar of the editor"
TITLE = "Continue paragraph"


async def continued(page: Page) -> str:
    action, *_ = await page.actions()
    resolved = await page.editor.request("codeAction/resolve", action)
    return page.edited(resolved["edit"])


async def test_lists_the_action_without_its_text(editor: Editor) -> None:
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
    assert await continued(editor.open(marked)) == result.format(SCRIPT)


async def test_hard_wrapped_crlf_text_stays_so(share: StartEditor) -> None:
    editor = await share(text=SCRIPT)
    page = editor.open(
        "The old man came home late in the evening\r\n"
        "when the lamps were lit in all the houses\r\n"
        "of the village and the dogs had gone in.‸\r\n"
    )
    text = await continued(page)
    assert text.count("\n") == text.count("\r\n") > page.text.count("\r\n")
    assert max(map(len, text.split("\r\n"))) <= 42


async def test_an_old_client_without_versioned_edits_gets_plain_changes(
    share: StartEditor,
) -> None:
    editor = await share("bare", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    command, *_ = await page.actions()
    assert command["command"] == "afterword.continueParagraph"
    await editor.command(command["command"], *command["arguments"])
    applied = await editor.hear("workspace/applyEdit")
    assert list(applied["edit"]) == ["changes"]
    assert page.edited(applied["edit"]) == f"The old man came home.{SCRIPT}"


async def test_a_client_without_resolve_gets_a_command_that_edits(share: StartEditor) -> None:
    editor = await share("list_only", text=SCRIPT)
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    command = action["command"]
    assert await editor.command(command["command"], *command["arguments"]) is None
    applied = await editor.hear("workspace/applyEdit")
    assert applied["label"] == TITLE
    assert page.edited(applied["edit"]) == f"The old man came home.{SCRIPT}"


async def test_an_edit_that_the_editor_refuses_is_said_aloud(start: StartEditor) -> None:
    editor = await start("list_only", text=SCRIPT)
    await editor.until_ready()
    editor.accepts_edits = False
    page = editor.open("The old man came home.‸")
    with pytest.raises(Exception, match="did not insert"):
        await editor.command(
            "afterword.continueParagraph", {"uri": page.uri, "position": page.position}
        )


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
    editor: Editor, context: dict[str, object], count: int
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
    editor: Editor, marked: str, language: str
) -> None:
    assert await editor.open(marked, language=language).actions() == []


@pytest.mark.parametrize(
    "settings", [{"enabled": False}, {"disabled_languages": ["markdown"]}], ids=str
)
async def test_off_means_off(start: StartEditor, settings: dict[str, object]) -> None:
    editor = await start(settings=settings)
    await editor.until_ready()
    page = editor.open("The old man came home.‸")
    assert await page.actions() == []
    assert await page.ghost() == []


@pytest.mark.parametrize(
    "data", [None, {"of": "another server"}, {"afterword": {"uri": 7}}, [1]], ids=str
)
async def test_actions_of_others_come_back_unchanged(editor: Editor, data: object) -> None:
    action = {"title": "Sort imports", "kind": "source", "data": data}
    resolved = await editor.request("codeAction/resolve", action)
    assert {key: resolved.get(key) for key in action} == action
    assert "edit" not in resolved


async def test_a_text_that_has_changed_since_is_not_continued(editor: Editor) -> None:
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    page.type(" It was late.")
    with pytest.raises(Exception, match=r"has changed.*Choose the action again"):
        await editor.request("codeAction/resolve", action)


async def test_a_text_that_changes_meanwhile_is_left_alone(start: StartEditor) -> None:
    editor = await start(text=SCRIPT, token_delay_s=0.02)
    await editor.until_ready()
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    _, answer = editor.ask("codeAction/resolve", action)
    page.type(" It was late.")
    with pytest.raises(Exception, match="changed in the meantime"):
        await answer


async def test_before_the_model_is_ready_the_writer_is_told(start: StartEditor) -> None:
    editor = await start(gate="/nowhere/at/all")
    await editor.hear("$/progress")
    action, *_ = await editor.open("The old man came home.‸").actions()
    with pytest.raises(Exception, match="-32803"):
        await editor.request("codeAction/resolve", action)


async def cancelled_resolve(start: StartEditor, cancel: str) -> Editor:
    """Cancel a generation that would take minutes, then see that the engine is free again."""
    settings: dict[str, Any] = {"paragraph": {"max_words": 1000}}
    editor = await start(text=ENDLESS, token_delay_s=0.01, settings=settings)
    await editor.until_ready()
    page = editor.open("The old men went‸")
    action, *_ = await page.actions()
    number, answer = editor.ask("codeAction/resolve", action)
    if cancel == "request":
        editor.cancel(number)
    else:
        begun = await editor.hear(
            "$/progress", lambda params: "continue" in params["value"].get("title", "")
        )
        assert begun["value"]["cancellable"] is True
        editor.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    with pytest.raises(Exception, match="-32800"):
        await answer
    assert await page.ghost(invoked=True)
    return editor


async def test_cancelling_the_request_stops_the_model(start: StartEditor) -> None:
    await cancelled_resolve(start, "request")


@pytest.mark.slow
async def test_cancelling_the_progress_stops_the_model_and_ends_the_bar(
    start: StartEditor,
) -> None:
    editor = await cancelled_resolve(start, "progress")
    begun = await editor.hear("$/progress", lambda params: "title" in params["value"])
    await editor.hear(
        "$/progress",
        lambda params: params["token"] == begun["token"] and params["value"]["kind"] == "end",
    )


async def test_cancelling_a_command_stops_the_model(start: StartEditor) -> None:
    settings = {"paragraph": {"max_words": 1000}}
    editor = await start(text=ENDLESS, token_delay_s=0.01, settings=settings)
    await editor.until_ready()
    page = editor.open("The old men went‸")
    target = {"uri": page.uri, "position": page.position}
    number, answer = editor.ask(
        "workspace/executeCommand",
        {"command": "afterword.continueParagraph", "arguments": [target], "workDoneToken": OWN_BAR},
    )
    await editor.hear("$/progress", lambda params: params["token"] == OWN_BAR)
    editor.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer
    await editor.hear("$/progress", lambda params: params["value"]["kind"] == "end")
    assert not editor.heard("workspace/applyEdit")


async def test_takes_come_as_a_list_to_choose_from(share: StartEditor) -> None:
    editor = await share(text=SCRIPT)
    page = editor.open("It rained.\r\n\r\nThe old man ‸came home. He was wet.\r\n")
    target = {"uri": page.uri, "position": page.position}
    answer = await editor.command("afterword.continueInTakes", target)
    assert answer["uri"] == page.uri
    assert answer["position"] == {"line": 2, "character": 22}
    assert [take["text"] for take in answer["takes"]] == [SCRIPT]  # the script knows one only
    assert not editor.heard("workspace/applyEdit")


async def test_takes_of_no_place_are_refused(editor: Editor) -> None:
    with pytest.raises(Exception, match="continueInTakes takes"):
        await editor.command("afterword.continueInTakes", {"uri": 7})


async def test_what_can_be_written_is_listed_with_what_is_wanted_most_first(editor: Editor) -> None:
    actions = await editor.open("The old man came home.‸").actions()
    titles = [action["title"] for action in actions]
    assert titles == [TITLE, "Start next paragraph", "Continue paragraph: 3 takes"]


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
    editor = await share(text=SCRIPT)
    page = editor.open(marked)
    _, action, *_ = await page.actions()
    resolved = await editor.request("codeAction/resolve", action)
    assert page.edited(resolved["edit"]) == result.format(SCRIPT.strip())


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
        applied = await editor.hear(
            "workspace/applyEdit", lambda params: page.uri in str(params["edit"])
        )
        edit = applied["edit"]
    assert page.edited(edit) == result.format(SCRIPT.strip())


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
    said = "我有票。" if "娜拉" in marked else SCRIPT.strip()
    editor = await share(text=said)
    page = editor.open(marked)
    voices = [one for one in await page.actions() if "voice" in one["title"]]
    assert [one["title"] for one in voices] == [
        f"Continue in the voice of {name}" for name in titles
    ]
    edit = (await editor.request("codeAction/resolve", voices[0]))["edit"]
    assert page.edited(edit) == page.text + result.format(said)


async def test_the_next_line_stands_under_the_last_and_says_what_it_lacks(
    start: StartEditor,
) -> None:
    editor = await start(text="and the moon shone on the bay\nand more")
    await editor.until_ready()
    page = editor.open(
        "---\nafterword:\n  form: poem\n---\n\nThe boat lay long upon the sand,\nthe gulls were grey,\n"
        "and no one stood upon the land.‸\n"
    )
    action = next(one for one in await page.actions() if one["title"] == "Next line")
    edit = (await editor.request("codeAction/resolve", action))["edit"]
    assert page.edited(edit) == page.text + "and the moon shone on the bay\n"
    said = await editor.hear("window/showMessage")
    assert said["message"] == "The next line: 3 syllables too many or too few."


async def test_a_speaker_is_named_by_text_alone(editor: Editor) -> None:
    target = {"uri": "file:///a.md", "position": {"line": 0, "character": 0}, "task": "speak"}
    for speaker in (7, None, "two\nlines"):
        with pytest.raises(Exception, match="continueParagraph takes"):
            await editor.command("afterword.continueParagraph", {**target, "speaker": speaker})


async def test_a_bridge_that_nothing_follows_is_refused(editor: Editor) -> None:
    page = editor.open("He came.‸")
    target = {"uri": page.uri, "position": page.position, "task": "bridge"}
    with pytest.raises(Exception, match="no gap between two paragraphs"):
        await editor.command("afterword.continueParagraph", target)


@pytest.mark.parametrize("choice", [0, None])
async def test_a_take_is_chosen_in_a_message(start: StartEditor, choice: int | None) -> None:
    editor = await start(text=SCRIPT)
    await editor.until_ready()
    editor.choice = choice
    page = editor.open("The old man came home.‸")
    *_, action = await page.actions()
    command = action["command"]
    assert await editor.command(command["command"], *command["arguments"]) is None
    applied = editor.heard("workspace/applyEdit")
    assert [page.edited(one["edit"]) for one in applied] == (
        [f"The old man came home.{SCRIPT}"] if choice == 0 else []
    )
