"""Commands that serve a client's status bar and keys."""

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_status_has_what_a_status_bar_shows(start_ready: StartEditor) -> None:
    editor = await start_ready()
    await editor.open("The old man‸").ghost_text()
    status = await editor.command("afterword.status")
    assert status["phase"] == "ready"
    assert status["runtime"] == "script"
    assert status["last_ghost_ms"] > 0
    assert status["is_busy"] is False
    assert status["is_paused"] is False
    assert status["silence"] is None


@pytest.mark.parametrize(
    ("marked", "silence"),
    [
        pytest.param("The old man‸", None, id="prose"),
        pytest.param("```\nlet x‸", "quiet_zone", id="code"),
        pytest.param("The o‸ld man", "inside_word", id="inside-a-word"),
    ],
)
async def test_status_gives_the_reason_for_no_ghost_text_at_a_place(
    editor: EditorClient, marked: str, silence: str | None
) -> None:
    page = editor.open(marked)
    assert (await editor.command("afterword.status", page.target))["silence"] == silence


async def test_a_pause_stops_ghost_text_that_was_not_invoked(start_ready: StartEditor) -> None:
    editor = await start_ready()
    page = editor.open("The old man‸")
    assert await editor.command("afterword.pause", {"minutes": 10}) == {"is_paused": True}
    assert await page.ghost_text() == []
    assert (await editor.command("afterword.status", page.target))["silence"] == "paused"
    assert await page.ghost_text(invoked=True) != []
    assert await editor.command("afterword.pause", {"minutes": 0}) == {"is_paused": False}
    assert await page.ghost_text() != []


async def test_a_pause_outlasts_another_model(start_ready: StartEditor) -> None:
    editor = await start_ready()
    await editor.command("afterword.pause", {"minutes": 10})
    editor.change_settings({"model": "smollm2-135m"})
    await editor.wait_until_ready("smollm2-135m")
    assert await editor.open("The old man‸").ghost_text() == []


async def test_the_first_part_of_a_text_is_returned(editor: EditorClient) -> None:
    wanted = {"text": " left. Grey", "before": "Then Mr", "unit": "word"}
    assert await editor.command("afterword.firstPart", wanted) == {"text": " left."}


@pytest.mark.parametrize(
    ("command", "argument"),
    [
        pytest.param("afterword.pause", {"minutes": -1}, id="time-does-not-run-back"),
        pytest.param("afterword.pause", {"minutes": True}, id="no-number"),
        pytest.param("afterword.pause", 10, id="no-map"),
        pytest.param("afterword.firstPart", {"text": "a", "unit": "page"}, id="unknown-unit"),
        pytest.param("afterword.firstPart", {"text": "a", "unit": "word", "before": 1}, id="type"),
        pytest.param("afterword.status", {"uri": "file:///a"}, id="half-a-place"),
    ],
)
async def test_a_wrong_argument_is_an_error(
    editor: EditorClient, command: str, argument: object
) -> None:
    with pytest.raises(Exception, match="-32602"):
        await editor.command(command, argument)
