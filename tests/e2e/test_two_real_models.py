"""``afterword serve`` with two models of its own runtime, small ones of random weights."""

from pathlib import Path
from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import ServerProcesses

from fakes.tiny_model_folder import write_tiny_model

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NOTHING = "-32803 The model wrote nothing fit to show here. Try again, write a few more words, or move the cursor."


async def start(servers: ServerProcesses, folder: Path, **settings: object) -> EditorClient:
    editor = await servers.start_real(
        settings={
            "model": str(write_tiny_model(folder / "quick")),
            "threads": 1,
            "paragraph": {"model": str(write_tiny_model(folder / "large")), "max_words": 10},
            **settings,
        }
    )
    await editor.wait_until_ready(str(folder / "quick"))
    return editor


async def ask_for_a_paragraph(editor: EditorClient) -> str:
    """Return what went wrong; that random words are unfit to show is all that may."""
    action, *_ = await editor.open("The old man came home.‸").actions()
    try:
        await editor.request("codeAction/resolve", action)
    except Exception as error:  # noqa: BLE001 - whatever the server answers
        return str(error)
    return ""


async def status_of(editor: EditorClient) -> dict[str, Any]:
    return await editor.command("afterword.status")


async def test_both_run_in_one_server(servers: ServerProcesses, tmp_path: Path) -> None:
    editor = await start(servers, tmp_path)
    status = await status_of(editor)
    assert (status["phase"], status["paragraph"]["phase"]) == ("ready", "stopped")
    assert await ask_for_a_paragraph(editor) in ("", NOTHING)
    status = await status_of(editor)
    assert (status["phase"], status["paragraph"]["phase"]) == ("ready", "ready")
    assert status["paragraph"]["model"] == str(tmp_path / "large")
    assert "1 threads" in status["paragraph"]["runtime"]


async def test_one_that_takes_more_than_allowed_is_not_loaded(
    servers: ServerProcesses, tmp_path: Path
) -> None:
    editor = await start(servers, tmp_path, memory_mb=1)
    assert "`memory_mb` allows 1 MB" in await ask_for_a_paragraph(editor)
    assert (await status_of(editor))["phase"] == "ready"
