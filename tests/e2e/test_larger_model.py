"""A larger model for paragraphs: offered once beside the text, installed on request, then used."""

import asyncio
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

from afterword.study.benchmarking.editor.language_client import ResponseError

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

LARGER = "qwen2.5-coder-1.5b"
ROOM: dict[str, Any] = {
    "settings": {"memory_mb": 4000},
    "needed_mb": {"gemma3-270m": 500, LARGER: 1500},
    "text": " He waited there until the long rain had ended at last.",
    "models": {LARGER: {"text": " The larger one wrote this."}},
}
BEFORE = "The old man came home.‸"
FETCH = """
import json, pathlib, sys
for percent in (0, 50, 100):
    print(json.dumps({"message": f"Fetching {sys.argv[1]}", "percent": percent}), flush=True)
pathlib.Path(PLACE).touch()
"""
HANG = """
import time
print('{"message": "Fetching", "percent": 3}', flush=True)
time.sleep(600)
"""
FAIL = "import sys; sys.exit('afterword: The disk is full: /x could not be written. Make room.')"


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A machine with room for the larger model, on which nobody was shown anything yet."""
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "data"))
    here = tmp_path / "here"
    return {
        **ROOM,
        "model_here": str(here),
        "install": FETCH.replace("PLACE", repr(str(here))),
    }


def having(options: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """Return the options with others in their place."""
    return options | changed


async def question(editor: EditorClient) -> str:
    params = await editor.wait_for("window/showMessageRequest", lambda _params: True)
    return params["message"]


async def larger_model(editor: EditorClient) -> dict[str, Any] | None:
    return (await editor.command("afterword.status"))["larger_model"]


async def test_the_first_paragraph_is_there_before_the_offer_is_answered(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**options)
    page = editor.open(BEFORE)
    assert (await page.continue_paragraph()).endswith("ended at last.")
    text = await question(editor)
    assert "Qwen2.5 Coder 1.5B" in text
    assert "1,093 MB" in text
    assert "1,500 MB of memory" in text


async def test_it_is_offered_once_also_after_a_restart(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    for is_first in (True, False):
        editor = await start_ready(**options)
        page = editor.open(BEFORE)
        await page.continue_paragraph()
        await page.continue_paragraph()
        if is_first:
            await question(editor)
        assert await larger_model(editor) is not None
        asked = editor.received_params("window/showMessageRequest")
        assert len(asked) == (1 if is_first else 0)


async def test_who_agrees_gets_it_and_is_told(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**options)
    editor.choice = 0
    page = editor.open(BEFORE)
    assert (await page.continue_paragraph()).endswith("ended at last.")
    await editor.wait_for(
        "window/showMessage", lambda params: f"{LARGER} is installed" in params["message"]
    )
    assert (await page.continue_paragraph()).endswith("The larger one wrote this.")


async def test_nothing_is_offered_where_there_is_no_room(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**having(options, settings={"memory_mb": 1999}))
    await editor.open(BEFORE).continue_paragraph()
    assert await larger_model(editor) is None
    assert editor.received_params("window/showMessageRequest") == []


async def test_an_installed_model_writes_paragraphs_from_then_on(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**options)
    answer = await editor.command("afterword.installModel", {"name": LARGER})
    assert answer == {"is_installed": True}
    bars = [each["value"] for each in editor.received_params("$/progress")]
    assert any("installing Qwen2.5" in bar.get("title", "") for bar in bars)
    page = editor.open(BEFORE)
    assert (await page.continue_paragraph()).endswith("The larger one wrote this.")
    status = await editor.command("afterword.status")
    assert (status["model"], status["paragraph"]["model"]) == ("gemma3-270m", LARGER)
    assert status["larger_model"] is None


async def test_a_model_that_is_here_writes_paragraphs_by_default(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**having(options, model_here=__file__))
    assert (await editor.open(BEFORE).continue_paragraph()).endswith("The larger one wrote this.")


async def test_a_model_that_the_writer_names_wins(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    settings = {"memory_mb": 4000, "paragraph": {"model": "gemma3-270m"}}
    editor = await start_ready(**having(options, settings=settings, model_here=__file__))
    assert (await editor.open(BEFORE).continue_paragraph()).endswith("ended at last.")


async def test_an_installation_that_fails_says_why(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**having(options, install=FAIL))
    with pytest.raises(Exception, match=r"disk is full.*afterword models install"):
        await editor.command("afterword.installModel", {"name": LARGER})
    assert (await editor.open(BEFORE).continue_paragraph()).endswith("ended at last.")


async def test_an_unknown_model_is_refused(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**options)
    with pytest.raises(Exception, match="takes an object with the name of one of"):
        await editor.command("afterword.installModel", {"name": "../x"})


async def test_an_installation_can_be_cancelled_from_its_bar(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready(**having(options, install=HANG))
    _, answer = editor.send_request(
        "workspace/executeCommand",
        {"command": "afterword.installModel", "arguments": [{"name": LARGER}]},
    )
    params = await editor.wait_for(
        "$/progress", lambda params: params["value"].get("percentage") == 3
    )
    editor.notify("window/workDoneProgress/cancel", {"token": params["token"]})
    assert await asyncio.wait_for(answer, 10) == {"is_installed": False}


async def test_a_growing_text_is_decided_before_the_offer(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready("grows", **options)
    page = editor.open(BEFORE)
    request, answer = page.send_growth_request()
    await editor.wait_for("afterword/continuationGrew", lambda params: params["is_whole"])
    assert await larger_model(editor) is not None
    assert editor.received_params("window/showMessageRequest") == []
    editor.cancel(request)
    with pytest.raises(Exception, match="-32800"):
        await answer
    assert "Qwen2.5 Coder 1.5B" in await question(editor)


def growing(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with a text that grows without end."""
    settings = {"memory_mb": 4000, "paragraph": {"max_words": 1000, "follow_rhythm": False}}
    words = ["".join(syllables) for syllables in product(("ba", "de", "ki", "lo", "nu"), repeat=5)]
    # No two words come again side by side: what goes in circles is not gone on with.
    endless = "".join(f" {word.capitalize()} met {word[::-1]}." for word in words)
    return having(options, settings=settings, text=endless, token_delay_s=0.005)


async def test_a_text_that_is_taken_before_it_is_whole_brings_the_offer_too(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready("grows", **growing(options))
    page = editor.open(BEFORE)
    request, answer = page.send_growth_request()
    state = await editor.wait_for("afterword/continuationGrew", lambda params: params["text"])
    assert editor.received_params("window/showMessageRequest") == []
    page.type(state["text"])
    editor.cancel(request)
    with pytest.raises(Exception, match="-32800"):
        await answer
    assert "Qwen2.5 Coder 1.5B" in await question(editor)


async def test_what_nobody_has_seen_brings_no_offer(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready("grows", **having(options, token_delay_s=0.05))
    page = editor.open(BEFORE)
    _, answer = page.send_growth_request()
    page.type(" Yes.")
    assert await asyncio.wait_for(answer, 10) == {"outcome": "changed"}
    await page.ghost_text(invoked=True)  # takes longer than an offer would
    assert await larger_model(editor) is not None
    assert editor.received_params("window/showMessageRequest") == []


async def test_a_model_is_installed_while_a_text_grows_and_ghost_text_comes(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    editor = await start_ready("grows", **growing(options))
    page = editor.open(BEFORE)
    request, answer = page.send_growth_request()
    await editor.wait_for("afterword/continuationGrew", lambda params: bool(params["text"]))
    installed = await editor.command("afterword.installModel", {"name": LARGER})
    assert installed == {"is_installed": True}
    shown = editor.received_params("afterword/continuationGrew")[-1]["text"]
    await editor.wait_for(
        "afterword/continuationGrew", lambda params: len(params["text"]) > len(shown)
    )
    assert await page.ghost_text(invoked=True)
    editor.cancel(request)
    with pytest.raises(Exception, match="-32800"):
        await answer
    logged = [each["message"] for each in editor.received_params("window/logMessage")]
    assert [line for line in logged if "is ready" in line] == ["Afterword is ready: gemma3-270m"]
    assert (await editor.command("afterword.status"))["paragraph"]["model"] == LARGER


async def test_where_the_editor_refuses_to_ask_the_command_is_shown(
    start_ready: StartEditor, options: dict[str, Any]
) -> None:
    def refuse(_params: Any) -> object:
        raise ResponseError(-32601, "no such method")

    editor = await start_ready(**options)
    editor.handlers["window/showMessageRequest"] = refuse
    await editor.open(BEFORE).continue_paragraph()
    await editor.wait_for(
        "window/showMessage", lambda params: f"models install {LARGER}" in params["message"]
    )
