"""Cancelling a continuation: from the request, from the progress bar, of a command."""

from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import StartEditor

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ENDLESS = "".join(f" mile{number}" for number in range(10_000))
OWN_BAR = "bar of the editor"


async def cancelled_resolve(start_ready: StartEditor, cancel: str) -> EditorClient:
    """Cancel a generation that would take minutes, then see that the engine is free again."""
    settings: dict[str, Any] = {"paragraph": {"max_words": 1000}}
    editor = await start_ready(text=ENDLESS, token_delay_s=0.01, settings=settings)
    page = editor.open("The old men went‸")
    action, *_ = await page.actions()
    number, answer = editor.send_request("codeAction/resolve", action)
    if cancel == "request":
        editor.cancel(number)
    else:
        begun = await editor.wait_for(
            "$/progress", lambda params: "continue" in params["value"].get("title", "")
        )
        assert begun["value"]["cancellable"] is True
        editor.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    with pytest.raises(Exception, match="-32800"):
        await answer
    assert await page.ghost_text(invoked=True)
    return editor


async def test_cancelling_the_request_stops_the_model(start_ready: StartEditor) -> None:
    await cancelled_resolve(start_ready, "request")


@pytest.mark.slow
async def test_cancelling_the_progress_stops_the_model_and_ends_the_bar(
    start_ready: StartEditor,
) -> None:
    editor = await cancelled_resolve(start_ready, "progress")
    begun = await editor.wait_for("$/progress", lambda params: "title" in params["value"])
    await editor.wait_for(
        "$/progress",
        lambda params: params["token"] == begun["token"] and params["value"]["kind"] == "end",
    )


async def test_cancelling_a_command_stops_the_model(start_ready: StartEditor) -> None:
    settings = {"paragraph": {"max_words": 1000}}
    editor = await start_ready(text=ENDLESS, token_delay_s=0.01, settings=settings)
    page = editor.open("The old men went‸")
    number, answer = editor.send_request(
        "workspace/executeCommand",
        {
            "command": "afterword.continueParagraph",
            "arguments": [page.target],
            "workDoneToken": OWN_BAR,
        },
    )
    await editor.wait_for("$/progress", lambda params: params["token"] == OWN_BAR)
    editor.cancel(number)
    with pytest.raises(Exception, match="-32800"):
        await answer
    await editor.wait_for("$/progress", lambda params: params["value"]["kind"] == "end")
    assert not editor.received_params("workspace/applyEdit")
