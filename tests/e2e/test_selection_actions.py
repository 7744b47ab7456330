"""The code actions on a selection over LSP, from a scripted engine."""

from collections.abc import Iterable
from typing import Any

import pytest
from editor_client import EditorClient
from open_page import Json, OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TUNED: dict[str, Any] = {"model": "smollm2-135m"}
SWITCHED_ON: dict[str, Any] = {**TUNED, "experimental_actions": True}
TEXT = "It rained. The sea was calm and nobody‸ spoke. He left."
TAKES = (
    "No one said a word beside the quiet sea.",
    "The water lay still; all were silent.",
    "Silence hung above an even sea.",
)
REWRITE = "Rewrite sentence: 3 takes"
ENDLESS = "".join(f" mile{number}" for number in range(10_000))


async def offered(page: OpenPage, before: str = "", *, text: str = "") -> dict[str, Json]:
    """Return the actions at the cursor, or on ``text`` where it stands behind ``before``."""
    start = page.position_after(before) if text else page.position
    end = page.position_after(before + text) if text else page.position
    actions = await page.editor.request(
        "textDocument/codeAction",
        {
            "textDocument": {"uri": page.uri},
            "range": {"start": start, "end": end},
            "context": {"diagnostics": []},
        },
    )
    return {action["title"]: action for action in actions}


def replaced(page: OpenPage, edit: Json) -> str:
    """Return the text after an edit of one place on one line."""
    (change,) = edit["documentChanges"]
    assert change["textDocument"] == {"uri": page.uri, "version": page.version}
    (one,) = change["edits"]
    start, end = one["range"]["start"], one["range"]["end"]
    assert (start["line"], end["line"]) == (0, 0)
    return page.text[: start["character"]] + one["newText"] + page.text[end["character"] :]


async def run(page: OpenPage, action: Json) -> str:
    await page.editor.command(action["command"]["command"], *action["command"]["arguments"])
    return replaced(page, page.editor.received_params("workspace/applyEdit")[-1]["edit"])


def experimental(titles: Iterable[str]) -> list[str]:
    return [title for title in titles if title.startswith(("Rewrite", "Describe"))]


async def test_a_base_model_offers_nothing_on_a_selection(share: StartEditor) -> None:
    editor = await share(settings={"experimental_actions": True})
    page = editor.open(TEXT)
    assert experimental(await offered(page, "It rained. The ", text="sea")) == []


@pytest.mark.parametrize(
    ("settings", "titles"),
    [
        pytest.param(TUNED, [], id="off-by-default"),
        pytest.param(SWITCHED_ON, ["Rewrite selection: 3 takes", "Describe"], id="on"),
    ],
)
async def test_they_are_offered_only_where_they_are_switched_on(
    share: StartEditor, settings: dict[str, Any], titles: list[str]
) -> None:
    editor = await share(settings=settings)
    page = editor.open(TEXT)
    assert experimental(await offered(page, "It rained. The ", text="sea")) == titles


@pytest.mark.parametrize("task", ["rewrite", "describe"])
async def test_the_command_works_where_the_actions_are_not_offered(
    start_ready: StartEditor, task: str
) -> None:
    editor = await start_ready(settings=TUNED, texts=TAKES * 4)
    page = editor.open(TEXT)
    ends = [page.position_after(before) for before in ("It rained. The ", "It rained. The sea")]
    selection = {"start": ends[0], "end": ends[1]}
    if task == "rewrite":
        selection = {"start": page.position, "end": page.position}
    asked = {"uri": page.uri, "range": selection, "task": task, "take": int(task == "rewrite")}
    await editor.command("afterword.writeSelected", asked)
    (edit,) = editor.received_params("workspace/applyEdit")
    assert any(take in replaced(page, edit["edit"]) for take in TAKES)


async def test_a_base_model_that_a_client_asks_says_what_it_lacks(editor: EditorClient) -> None:
    page = editor.open(TEXT)
    selection = {"start": page.position_after("It "), "end": page.position_after("It rained")}
    with pytest.raises(Exception, match="doesn't follow instructions"):
        await editor.command(
            "afterword.writeSelected", {"uri": page.uri, "range": selection, "task": "describe"}
        )


async def test_the_chosen_take_stands_in_the_sentences_place(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SWITCHED_ON, texts=TAKES * 4)
    editor.choice = 1
    page = editor.open(TEXT)
    text = await run(page, (await offered(page))[REWRITE])
    (question,) = editor.received_params("window/showMessageRequest")
    assert len(question["actions"]) == 3
    chosen = question["actions"][1]["title"].removeprefix("2. ")
    assert text == f"It rained. {chosen} He left."


async def test_who_chooses_nothing_keeps_the_text(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SWITCHED_ON, texts=TAKES * 4)
    page = editor.open(TEXT)
    action = (await offered(page))[REWRITE]
    await editor.command(action["command"]["command"], *action["command"]["arguments"])
    assert editor.received_params("workspace/applyEdit") == []


async def test_without_a_picker_each_take_is_an_action(start_ready: StartEditor) -> None:
    editor = await start_ready(
        "list_only", initialize={"initializationOptions": SWITCHED_ON}, texts=TAKES * 4
    )
    page = editor.open(TEXT)
    titles = [title for title in await offered(page) if title.startswith("Rewrite")]
    assert titles == [f"Rewrite sentence: take {number}" for number in (1, 2, 3)]


async def test_describe_goes_in_behind_the_sentence_when_resolved(start_ready: StartEditor) -> None:
    script = " Its paint had peeled, and it smelt of tar and rain."
    editor = await start_ready(settings=SWITCHED_ON, text=script)
    page = editor.open("He looked at the old boat for a while. Then he left.‸")
    action = (await offered(page, "He looked at ", text="the old boat"))["Describe"]
    assert "edit" not in action
    resolved = await editor.request("codeAction/resolve", action)
    assert page.text_after(resolved["edit"]) == (
        f"He looked at the old boat for a while.{script} Then he left."
    )


async def test_nothing_is_described_where_nothing_is_selected(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SWITCHED_ON)
    page = editor.open(TEXT)
    assert "Describe" not in await offered(page)
    nothing = {"start": page.position, "end": page.position}
    with pytest.raises(Exception, match="Nothing is selected"):
        await editor.command(
            "afterword.writeSelected", {"uri": page.uri, "range": nothing, "task": "describe"}
        )


async def test_a_cancelled_action_changes_nothing(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SWITCHED_ON, text=ENDLESS, token_delay_s=0.01)
    page = editor.open(TEXT)
    action = (await offered(page, "It rained. The ", text="sea"))["Describe"]
    number, answer = editor.send_request("codeAction/resolve", action)
    editor.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer


async def test_a_text_that_changed_is_left_alone(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SWITCHED_ON, texts=TAKES * 4)
    page = editor.open(TEXT)
    action = (await offered(page))[REWRITE]
    page.type("x")
    with pytest.raises(Exception, match="has changed"):
        await editor.command(action["command"]["command"], *action["command"]["arguments"])


@pytest.mark.parametrize(
    "argument",
    [{}, {"uri": "file:///a", "task": "sing"}, 7],
    ids=["empty", "unknown-task", "number"],
)
async def test_the_command_refuses_what_is_no_selection(
    editor: EditorClient, argument: object
) -> None:
    with pytest.raises(Exception, match="takes"):
        await editor.command("afterword.writeSelected", argument)


async def test_controls_hold_for_what_is_selected_too(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SWITCHED_ON, texts=TAKES * 4)
    editor.choice = 0
    page = editor.open(TEXT)
    action = (await offered(page))[REWRITE]
    (argument,) = action["command"]["arguments"]
    argument["controls"] = {"banned_phrases": ["sea"]}
    assert "sea" not in (await run(page, action)).partition("rained.")[2]
    argument["controls"] = {"temperature": "hot"}
    with pytest.raises(Exception, match="temperature"):
        await run(page, action)


async def test_the_status_says_whether_the_model_follows_instructions(
    editor: EditorClient, start: StartEditor
) -> None:
    status = await editor.command("afterword.status")
    assert status["paragraph_follows_instructions"] is False
    tuned = await start(settings=SWITCHED_ON)
    await tuned.wait_until_ready()
    status = await tuned.command("afterword.status")
    assert status["paragraph_follows_instructions"] is True
