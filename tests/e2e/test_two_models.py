"""A model of its own for paragraphs: when it is loaded, its status, and ghost text meanwhile."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from editor_client import EditorClient
from open_page import OpenPage
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

GHOST, PARAGRAPH = " sat down by the window.", " He waited there until the rain had ended."
SETTINGS: dict[str, Any] = {
    "model": "quick",
    "inline": {"confidence": 0},
    "paragraph": {"model": "large"},
}
MODELS = {"large": {"text": PARAGRAPH}}


async def phases(editor: EditorClient) -> tuple[str, str]:
    status = await editor.command("afterword.status")
    return status["phase"], status["paragraph"]["phase"]


async def wait_for_log(editor: EditorClient, words: str) -> None:
    await editor.wait_for("window/logMessage", lambda params: words in params["message"])


async def test_each_job_has_its_model_and_the_second_is_loaded_when_asked(
    start_ready: StartEditor,
) -> None:
    editor = await start_ready(settings=SETTINGS, models=MODELS)
    page = editor.open("The old man came home.‸")
    (item,) = await page.ghost_text()
    assert item["insertText"] == GHOST
    assert await phases(editor) == ("ready", "stopped")
    assert await page.continue_paragraph() == f"The old man came home.{PARAGRAPH}"
    assert await phases(editor) == ("ready", "ready")
    status = await editor.command("afterword.status")
    assert (status["model"], status["paragraph"]["model"]) == ("quick", "large")


@pytest.mark.parametrize("sign", ["menu", "rest of the cursor", "light bulb"])
async def test_the_second_is_loaded_ahead_where_nothing_has_to_give_way(
    start_ready: StartEditor, sign: str
) -> None:
    editor = await start_ready(settings=SETTINGS, models=MODELS, prepared=["large"])
    page = editor.open("The old man came home.‸")
    if sign == "menu":
        await page.actions()
    elif sign == "light bulb":
        assert await page.actions(triggerKind=2) == []
    else:
        await page.ghost_text()
    await wait_for_log(editor, "is ready: large")
    assert await phases(editor) == ("ready", "ready")


async def test_one_model_for_both_has_one_status(editor: EditorClient) -> None:
    status = await editor.command("afterword.status")
    assert {name: status[name] for name in status["paragraph"]} == status["paragraph"]


async def resolving_while_loading(
    start_ready: StartEditor, gate: Path
) -> tuple[OpenPage, int, asyncio.Future[Any]]:
    """Ask for a paragraph, and return when its model is being prepared; ``gate`` ends that."""
    editor = await start_ready(
        settings=SETTINGS, models={"large": {"text": PARAGRAPH, "gate": str(gate)}}
    )
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    number, answer = editor.send_request("codeAction/resolve", action)
    await editor.wait_for(
        "$/progress",
        lambda params: (
            params["value"].get("title", "").endswith("preparing the model for paragraphs")
        ),
    )
    return page, number, answer


async def test_loading_shows_progress_and_lets_ghost_text_come(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "open"
    page, _, answer = await resolving_while_loading(start_ready, gate)
    assert await page.ghost_text()
    assert not answer.done()
    gate.touch()
    assert page.text_after((await answer)["edit"]).endswith(PARAGRAPH)


async def test_a_cancel_during_loading_is_answered_at_once(
    start_ready: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "open"
    page, number, answer = await resolving_while_loading(start_ready, gate)
    page.editor.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer
    gate.touch()
    assert (await page.continue_paragraph()).endswith(PARAGRAPH)


async def test_a_second_model_that_fails_fails_the_request_alone(start_ready: StartEditor) -> None:
    editor = await start_ready(
        settings=SETTINGS, models={"large": {"failure": "The file is cut short."}}
    )
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    with pytest.raises(Exception, match=r"cut short\. Prepare it again"):
        await editor.request("codeAction/resolve", action)
    assert await page.ghost_text()
    assert editor.received_params("window/showMessage") == []
    assert await phases(editor) == ("ready", "failed")


async def test_a_model_that_is_larger_than_allowed_is_refused_with_what_to_do(
    start_ready: StartEditor,
) -> None:
    editor = await start_ready(
        settings={**SETTINGS, "memory_mb": 1000},
        models=MODELS,
        needed_mb={"quick": 500, "large": 1001},
    )
    page = editor.open("The old man came home.‸")
    action, *_ = await page.actions()
    with pytest.raises(Exception, match=r"needs about 1,001 MB.*allows 1,000 MB.*Raise that"):
        await editor.request("codeAction/resolve", action)
    assert await page.ghost_text()


async def test_where_both_do_not_fit_ghost_text_rests_and_comes_back(
    start_ready: StartEditor,
) -> None:
    editor = await start_ready(
        settings={**SETTINGS, "memory_mb": 1000},
        models=MODELS,
        needed_mb={"quick": 500, "large": 900},
    )
    page = editor.open("The old man came home.‸")
    assert (await page.continue_paragraph()).endswith(PARAGRAPH)
    status = await editor.command("afterword.status", page.target)
    assert (status["phase"], status["silence"]) == ("stopped", "not_ready")
    assert "Unloaded" in status["message"]
    assert await page.ghost_text() == []
    await wait_for_log(editor, "unloaded the model for paragraphs")
    while not await page.ghost_text():
        pass
    assert await phases(editor) == ("ready", "stopped")


async def test_another_model_for_paragraphs_counts_at_once(start_ready: StartEditor) -> None:
    editor = await start_ready(settings=SETTINGS, models=MODELS)
    page = editor.open("The old man came home.‸")
    assert (await page.continue_paragraph()).endswith(PARAGRAPH)
    editor.change_settings({**SETTINGS, "paragraph": {}})
    while True:  # the old model may be ready until the new settings are used
        status = await editor.command("afterword.status")
        is_shared = status["paragraph"] == {name: status[name] for name in status["paragraph"]}
        if is_shared and status["phase"] == "ready":
            break
    assert (await page.continue_paragraph()).endswith(GHOST)
