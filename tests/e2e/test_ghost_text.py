"""Ghost text over LSP, from a scripted engine."""

import asyncio
from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = " sat down by the window."
ENDLESS = " and on" * 10_000


async def test_ghost_text_does_not_stand_in_the_completion_list_too(editor: EditorClient) -> None:
    assert editor.capabilities["inlineCompletionProvider"] == {}
    page = editor.open("The old man‸")
    listed = await editor.request("textDocument/completion", page.position_params)
    assert listed == {"isIncomplete": False, "items": []}
    assert await page.ghost_text()


async def test_offers_the_words_that_come_next_at_the_cursor(editor: EditorClient) -> None:
    page = editor.open("The old man‸")
    (item,) = await page.ghost_text()
    assert item["insertText"] == SCRIPT
    assert item["range"] == {"start": page.position, "end": page.position}


async def test_each_item_reports_its_acceptance_with_an_id(editor: EditorClient) -> None:
    (item,) = await editor.open("The old man‸").ghost_text()
    command = item["command"]
    assert command["command"] == "afterword.accepted"
    assert await editor.command(command["command"], *command["arguments"]) is None


async def test_after_an_accept_the_next_words_are_there(start_ready: StartEditor) -> None:
    editor = await start_ready(
        texts=[" nothing at all", " to the boy", " that was never asked for"]
    )
    page = editor.open("The old man said‸")
    (item,) = await page.ghost_text()
    page.type(item["insertText"])
    await editor.command(item["command"]["command"], *item["command"]["arguments"])
    (following,) = await page.ghost_text()
    assert (item["insertText"], following["insertText"]) == (" nothing at all", " to the boy")


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("好😀 The old man‸", id="emoji and Chinese before the cursor"),
        pytest.param("One.\u2028Still one line.\n\nThe old man‸", id="U+2028 is no line end"),
        pytest.param("One.\x0cStill one line.\n\nThe old man‸", id="form feed is no line end"),
        pytest.param("First.\r\n\r\nThe old man‸", id="crlf"),
    ],
)
@pytest.mark.parametrize("client", ["full", "utf8"])
async def test_finds_the_cursor(share: StartEditor, client: str, marked: str) -> None:
    editor = await share(client)
    page = editor.open(marked)
    page.type(" of the 海, and")
    (item,) = await page.ghost_text()
    assert item["range"] == {"start": page.position, "end": page.position}


async def test_is_silent_in_a_quiet_zone(editor: EditorClient) -> None:
    assert await editor.open("```\nfor man in the‸\n```\n").ghost_text() == []


@pytest.mark.parametrize(
    "position",
    [{"line": 0, "character": 99}, {"line": 9, "character": 0}],
    ids=["past the line", "past the text"],
)
async def test_is_silent_at_a_place_that_does_not_exist(
    editor: EditorClient, position: dict[str, int]
) -> None:
    page = editor.open("The old man‸")
    page.position = position
    assert await page.ghost_text() == []


async def test_is_silent_in_a_document_that_is_not_open(editor: EditorClient) -> None:
    page = editor.open("The old man‸")
    editor.notify("textDocument/didClose", {"textDocument": {"uri": page.uri}})
    assert await page.ghost_text() == []


async def test_malformed_requests_get_an_empty_list(editor: EditorClient) -> None:
    answer = await editor.request("textDocument/inlineCompletion", {"context": {"triggerKind": 0}})
    assert answer == {"items": []}


async def test_is_silent_before_the_model_is_ready(start: StartEditor) -> None:
    editor = await start(gate="/nowhere/at/all")
    assert await editor.open("The old man‸").ghost_text() == []


async def test_a_cancelled_request_is_answered_before_the_text_could_be_written(
    start_ready: StartEditor,
) -> None:
    settings = {"inline": {"deadline_ms": 10_000, "max_words": 64}}
    editor = await start_ready(text=ENDLESS, token_delay_s=0.01, settings=settings)
    page = editor.open("The road went on‸")
    number, answer = page.send_ghost_request()
    editor.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer


async def test_the_latest_request_wins_without_a_cancel(start_ready: StartEditor) -> None:
    editor = await start_ready(text=" there was a light", token_delay_s=0.05)
    page = editor.open("At the end of the‸")
    _, older = page.send_ghost_request()
    page.type(" long road")
    _, newer = page.send_ghost_request()
    assert (await older)["items"] == []
    assert (await newer)["items"]


async def test_an_answer_to_a_text_that_has_changed_is_empty(start_ready: StartEditor) -> None:
    editor = await start_ready(text=" there was a light", token_delay_s=0.05)
    page = editor.open("At the end of the‸")
    _, answer = page.send_ghost_request()
    page.type(" road")
    assert (await answer)["items"] == []


async def test_a_storm_of_changes_ends_with_ghost_text_for_the_last(editor: EditorClient) -> None:
    page = editor.open("It rained. ‸")
    answers: list[asyncio.Future[Any]] = []
    for letter in "The old man":
        page.type(letter)
        answers.append(page.send_ghost_request()[1])
    *_, last = await asyncio.gather(*answers)
    assert last["items"][0]["insertText"] == SCRIPT
    assert last["items"][0]["range"]["start"] == page.position


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        pytest.param("```\nlet x = ‸\n```", "quiet zone (code block)", id="quiet zone"),
        pytest.param("The wor‸ld turns.", "inside a word", id="inside a word"),
    ],
)
async def test_who_asks_by_hand_is_shown_why_nothing_comes(
    editor: EditorClient, marked: str, message: str
) -> None:
    page = editor.open(marked)
    assert await page.ghost_text() == []
    assert editor.received_params("window/showMessage") == []
    assert await page.ghost_text(invoked=True) == []
    shown = await editor.wait_for("window/showMessage")
    assert shown["type"] == 3
    assert message in shown["message"]
