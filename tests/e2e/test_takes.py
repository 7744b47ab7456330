"""Several takes of a paragraph: as a list, in a message, and as actions."""

import pytest
from editor_client import EditorClient
from open_page import Json, OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = " He sat down by the window and waited for the rain to end. Nobody came."
WAYS = [" Nobody came.", " The rain had ended.", " He lit the lamp."]
NUMBERED = [f"Continue paragraph (take {number})" for number in (1, 2, 3)]
WITHOUT_CHOICE = ["utf8", "list_only", "bare"]
"""Clients that declare no messages to choose from: with resolve, with commands in actions, with commands."""


async def test_takes_come_as_a_list_to_choose_from(share: StartEditor) -> None:
    editor = await share(text=SCRIPT)
    page = editor.open("It rained.\r\n\r\nThe old man ‸came home. He was wet.\r\n")
    answer = await editor.command("afterword.continueInTakes", page.target)
    assert answer["uri"] == page.uri
    assert answer["position"] == {"line": 2, "character": 22}
    assert [take["text"] for take in answer["takes"]] == [SCRIPT]  # the script knows one only
    assert not editor.received_params("workspace/applyEdit")


async def test_takes_of_no_place_are_refused(editor: EditorClient) -> None:
    with pytest.raises(Exception, match="continueInTakes takes"):
        await editor.command("afterword.continueInTakes", {"uri": 7})


@pytest.mark.parametrize("choice", [0, None])
async def test_a_take_is_chosen_in_a_message(start_ready: StartEditor, choice: int | None) -> None:
    editor = await start_ready(text=SCRIPT)
    editor.choice = choice
    page = editor.open("The old man came home.‸")
    *_, action = await page.actions()
    command = action["command"]
    assert await editor.command(command["command"], *command["arguments"]) is None
    applied = editor.received_params("workspace/applyEdit")
    assert [page.text_after(one["edit"]) for one in applied] == (
        [f"The old man came home.{SCRIPT}"] if choice == 0 else []
    )


async def tried(page: OpenPage, action: Json) -> str:
    """Return the text after an action, as this editor does it; the document stays as it was."""
    if "data" in action:
        return page.text_after((await page.editor.request("codeAction/resolve", action))["edit"])
    is_bare = isinstance(action["command"], str)
    command: Json = action if is_bare else action["command"]
    await page.editor.command(command["command"], *command["arguments"])
    return page.text_after(page.editor.received_params("workspace/applyEdit")[-1]["edit"])


@pytest.mark.parametrize("client", WITHOUT_CHOICE)
async def test_an_editor_without_a_picker_has_an_action_for_each_take(
    start_ready: StartEditor, client: str
) -> None:
    editor = await start_ready(client, texts=WAYS, text=WAYS[0])
    page = editor.open("The old man came home.‸")
    actions = [one for one in await page.actions() if "take" in one["title"]]
    assert [one["title"] for one in actions] == NUMBERED
    texts = [await tried(page, action) for action in actions]
    assert sorted(texts) == sorted(f"The old man came home.{way}" for way in WAYS)


async def test_a_take_that_was_undone_makes_room_for_the_next(start_ready: StartEditor) -> None:
    editor = await start_ready("utf8", texts=WAYS, text=WAYS[0])
    page = editor.open("The old man came home.‸")
    first = next(one for one in await page.actions() if one["title"] == NUMBERED[0])
    taken = (await tried(page, first)).removeprefix("The old man came home.")
    page.replace(f"The old man came home.{taken}‸")
    page.replace("The old man came home.‸")  # one undo
    second = next(one for one in await page.actions() if one["title"] == NUMBERED[1])
    assert second["data"]["afterword"]["version"] == 3
    other = (await tried(page, second)).removeprefix("The old man came home.")
    assert {taken, other} < set(WAYS)
    assert taken != other


async def test_there_are_no_takes_of_a_bridge(editor: EditorClient) -> None:
    page = editor.open("He came.‸\n\nHe went.")
    target = {**page.target, "task": "bridge", "take": 1}
    with pytest.raises(Exception, match="continueParagraph takes"):
        await editor.command("afterword.continueParagraph", target)
