"""The status, pushed to clients that ask for it, so that they need not poll."""

from pathlib import Path

import pytest
from editor_client import EditorClient
from open_page import Json
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

METHOD = "afterword/statusChanged"
CLIENT = "hears_status"
A_MOMENT_MINUTES = 0.002


async def until(editor: EditorClient, **wanted: object) -> Json:
    """Wait for a notification with these values, past or to come."""
    return await editor.wait_for(METHOD, lambda status: wanted.items() <= status.items())


async def until_ready(editor: EditorClient) -> int:
    """Wait until the model is ready; return how many notifications there were."""
    await until(editor, phase="ready")
    return len(editor.received_params(METHOD))


async def test_each_phase_is_notified_as_it_would_be_answered(
    start: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start(CLIENT, gate=str(gate))
    await until(editor, phase="preparing", message="half", percent=50)
    gate.touch()
    notified = await until(editor, phase="ready", runtime="script")
    assert await editor.command("afterword.status") == notified


async def test_a_failure_is_notified(start: StartEditor) -> None:
    editor = await start(CLIENT, failure="The file is broken.")
    status = await until(editor, phase="failed")
    assert "The file is broken." in status["message"]


@pytest.mark.parametrize(
    "pauses", [[A_MOMENT_MINUTES], [10, A_MOMENT_MINUTES]], ids=["short", "made-shorter"]
)
async def test_a_pause_is_notified_and_so_is_its_end(
    start: StartEditor, pauses: list[float]
) -> None:
    editor = await start(CLIENT)
    known = await until_ready(editor)

    for minutes in pauses:
        await editor.command("afterword.pause", {"minutes": minutes})
    await editor.wait_for(METHOD, lambda _: len(editor.received_params(METHOD)) >= known + 2)

    notified = editor.received_params(METHOD)[known:]
    assert [status["is_paused"] for status in notified] == [True, False]


async def test_a_wrong_setting_is_notified(start: StartEditor) -> None:
    editor = await start(CLIENT)
    await until_ready(editor)
    wrong = {"afterword": {"inline": {"max_words": "many"}}}
    editor.notify("workspace/didChangeConfiguration", {"settings": wrong})
    status = await editor.wait_for(METHOD, lambda status: status["problems"])
    assert "inline.max_words" in status["problems"][0]


async def test_ghost_text_is_not_notified(start: StartEditor) -> None:
    editor = await start(CLIENT)
    known = await until_ready(editor)
    assert await editor.open("The old man‸").ghost_text() != []
    assert (await editor.command("afterword.status"))["last_ghost_ms"] > 0
    assert len(editor.received_params(METHOD)) == known


async def test_a_client_that_does_not_ask_gets_no_notification(start_ready: StartEditor) -> None:
    editor = await start_ready()
    await editor.command("afterword.pause", {"minutes": 10})
    assert editor.received_params(METHOD) == []
