"""Starting, failing, waiting and ending."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from editor_client import EditorClient
from server_processes import ServerProcesses, StartEditor, server_environment

from afterword.lsp.connection.transport import INTERRUPTED

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

ENDLESS = "".join(f" mile{number}" for number in range(10_000))


async def ended(editor: EditorClient) -> int:
    assert editor.process is not None
    return await asyncio.wait_for(editor.process.wait(), 30)


async def test_progress_shows_why_nothing_comes_yet_and_ends(
    start: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "open"
    editor = await start(gate=str(gate))
    begun = await editor.wait_for("$/progress")
    assert begun["value"]["kind"] == "begin"
    assert begun["value"]["title"] == "Afterword: preparing the model"
    assert begun["value"]["percentage"] == 50
    assert await editor.open("The old man‸").ghost_text() == []
    gate.touch()
    await editor.wait_until_ready()
    bars: dict[object, list[str]] = {}
    for params in editor.received_params("$/progress"):
        bars.setdefault(params["token"], []).append(params["value"]["kind"])
    assert all(kinds[0] == "begin" and kinds.count("end") == 1 for kinds in bars.values())


async def test_no_progress_is_sent_to_an_editor_that_shows_none(
    start: StartEditor, tmp_path: Path
) -> None:
    gate = tmp_path / "open"
    editor = await start("list_only", gate=str(gate))
    gate.touch()
    await editor.wait_until_ready()
    assert not editor.received_params("window/workDoneProgress/create")
    assert not editor.received_params("$/progress")


async def test_a_model_that_fails_is_shown_with_the_next_step_and_the_server_stays(
    start: StartEditor,
) -> None:
    editor = await start(failure="The model file is truncated.")
    shown = await editor.wait_for("window/showMessage")
    assert shown["type"] == 1
    assert "The model file is truncated. Prepare it again." in shown["message"]
    page = editor.open("The old man came.‸")
    assert await page.ghost_text() == []
    action, *_ = await page.actions()
    with pytest.raises(Exception, match="truncated"):
        await editor.request("codeAction/resolve", action)


async def test_nothing_is_served_before_initialize(servers: ServerProcesses) -> None:
    editor = await servers.launch()
    with pytest.raises(Exception, match="-32002"):
        await editor.command("afterword.status")


async def test_a_second_initialize_is_refused(editor: EditorClient) -> None:
    with pytest.raises(Exception, match="-32600"):
        await editor.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})


@pytest.mark.parametrize("is_said", [True, False], ids=["exit", "disconnected"])
async def test_an_end_without_shutdown_is_a_failure(
    start_ready: StartEditor, *, is_said: bool
) -> None:
    editor = await start_ready()

    if is_said:
        editor.notify("exit", None)
    else:
        editor.disconnect()
    assert await ended(editor) == 1


async def test_an_exit_right_behind_shutdown_is_a_success(start_ready: StartEditor) -> None:
    editor = await start_ready()
    _, answer = editor.send_request("shutdown", None)
    editor.notify("exit", None)
    assert await ended(editor) == 0
    answer.cancel()


async def test_after_shutdown_requests_are_refused(start: StartEditor) -> None:
    editor = await start()
    await editor.request("shutdown", None)
    with pytest.raises(Exception, match="-32600"):
        await editor.command("afterword.status")


async def test_shutdown_in_mid_generation_ends_the_process(start_ready: StartEditor) -> None:
    settings: dict[str, Any] = {"paragraph": {"max_words": 1000}}
    editor = await start_ready(text=ENDLESS, token_delay_s=0.01, settings=settings)
    page = editor.open("The old men went‸")
    action, *_ = await page.actions()
    _, answer = editor.send_request("codeAction/resolve", action)
    assert await editor.shut_down() == 0
    answer.cancel()


# Whoever runs the tests in the background of a shell has interrupts ignored, and so have their children.
HEARS_INTERRUPTS = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from afterword.cli import main
sys.exit(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="Windows sends no interrupt to one process")
@pytest.mark.parametrize("transport", ["--stdio", "--tcp=127.0.0.1:0"])
async def test_an_interrupt_ends_a_server_at_once_and_quietly(transport: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HEARS_INTERRUPTS, "serve", transport),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=server_environment() | {"AFTERWORD_TOKEN": "t"},
    )
    assert process.stdin
    assert process.stdout
    assert process.stderr
    request = b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}'  # refused, since too early
    process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(request), request))
    is_stdio = transport == "--stdio"
    assert await (process.stdout.read(1) if is_stdio else process.stderr.readline())
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == INTERRUPTED
    assert b"Traceback" not in await process.stderr.read()


@pytest.mark.slow
async def test_the_end_of_the_editors_process_ends_the_server(start_ready: StartEditor) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE
    )
    editor = await start_ready(initialize={"processId": parent.pid})
    await parent.communicate(b"\n")
    assert await ended(editor) == 1


async def test_the_server_starts_without_the_libraries_that_run_models() -> None:
    program = "import sys, afterword.cli.commands.serve; print(*sys.modules)"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program), stdout=asyncio.subprocess.PIPE, env=server_environment()
    )
    modules, _ = await process.communicate()
    assert {"afterword.lsp.server", "pygls"} <= set(modules.decode().split())
    assert not {"torch", "transformers", "tokenizers", "numpy"} & set(modules.decode().split())
