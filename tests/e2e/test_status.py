"""The status, pushed to clients that ask for it, so that they need not poll."""

from pathlib import Path

import pytest
from starting import StartEditor
from wire import Editor, Json

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

STATUS_CHANGED = "afterword/statusChanged"
CLIENT = "hears_status"
A_MOMENT_MINUTES = 0.002


async def until(editor: Editor, **wanted: object) -> Json:
    """Wait for news that say this, past or to come."""
    return await editor.hear(STATUS_CHANGED, lambda status: wanted.items() <= status.items())


async def until_ready(editor: Editor) -> int:
    """Wait until the model is ready; return how many news there were."""
    await until(editor, phase="ready")
    return len(editor.heard(STATUS_CHANGED))


async def test_each_phase_is_told_as_it_would_be_answered(
    start: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    editor = await start(CLIENT, gate=str(gate))
    await until(editor, phase="preparing", message="half", percent=50)
    gate.touch()
    told = await until(editor, phase="ready", runtime="script")
    assert await editor.command("afterword.status") == told


async def test_a_failure_is_told(start: StartEditor) -> None:
    editor = await start(CLIENT, failure="The file is broken.")
    status = await until(editor, phase="failed")
    assert "The file is broken." in status["message"]


async def test_a_pause_is_told_and_that_its_time_is_over(start: StartEditor) -> None:
    editor = await start(CLIENT)
    known = await until_ready(editor)
    await editor.command("afterword.pause", {"minutes": A_MOMENT_MINUTES})
    await editor.hear(STATUS_CHANGED, lambda _: len(editor.heard(STATUS_CHANGED)) >= known + 2)
    assert [status["is_paused"] for status in editor.heard(STATUS_CHANGED)[known:]] == [True, False]


async def test_a_pause_that_is_made_shorter_ends_when_it_now_should(start: StartEditor) -> None:
    editor = await start(CLIENT)
    known = await until_ready(editor)
    await editor.command("afterword.pause", {"minutes": 10})
    await editor.command("afterword.pause", {"minutes": A_MOMENT_MINUTES})
    await editor.hear(STATUS_CHANGED, lambda _: len(editor.heard(STATUS_CHANGED)) >= known + 2)
    assert [status["is_paused"] for status in editor.heard(STATUS_CHANGED)[known:]] == [True, False]


async def test_a_wrong_setting_is_told(start: StartEditor) -> None:
    editor = await start(CLIENT)
    await until_ready(editor)
    wrong = {"afterword": {"inline": {"max_words": "many"}}}
    editor.notify("workspace/didChangeConfiguration", {"settings": wrong})
    news = await editor.hear(STATUS_CHANGED, lambda status: status["problems"])
    assert "inline.max_words" in news["problems"][0]


async def test_ghost_text_is_no_news(start: StartEditor) -> None:
    editor = await start(CLIENT)
    known = await until_ready(editor)
    assert await editor.open("The old man‸").ghost() != []
    assert (await editor.command("afterword.status"))["last_ghost_ms"] > 0
    assert len(editor.heard(STATUS_CHANGED)) == known


async def test_who_does_not_ask_is_told_nothing(start: StartEditor) -> None:
    editor = await start()
    await editor.until_ready()
    await editor.command("afterword.pause", {"minutes": 10})
    assert editor.heard(STATUS_CHANGED) == []
