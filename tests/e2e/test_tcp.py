"""``afterword serve --tcp``: one client, on this machine, that has the token."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from editor_client import EditorClient
from server_processes import AFTERWORD, server_environment

from afterword.study.benchmarking.editor.language_client import ServerConnection

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TOKEN = "open sesame"  # noqa: S105 - it opens nothing


class TcpServer:
    """``afterword serve --tcp 127.0.0.1:0``; no client gets far enough to load a model."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.log = ""
        self._port = 0

    async def read_announcement(self, lines: int) -> None:
        assert self.process.stderr is not None
        for _ in range(lines):
            self.log += (await self.process.stderr.readline()).decode()
        found = re.search(r"listening on 127\.0\.0\.1:(\d+)", self.log)
        assert found, self.log
        self._port = int(found[1])

    async def connect(self) -> EditorClient:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        return EditorClient(ServerConnection(reader=reader, writer=writer))


@pytest_asyncio.fixture(loop_scope="session")
async def cleanup() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def serve(cleanup: AsyncExitStack, *, token: str = "") -> TcpServer:
    process = await asyncio.create_subprocess_exec(
        *(*AFTERWORD, "serve", "--tcp", "127.0.0.1:0"),
        stderr=asyncio.subprocess.PIPE,
        env=server_environment() | ({"AFTERWORD_TOKEN": token} if token else {}),
    )

    async def end() -> None:
        if process.returncode is None:
            process.kill()
        await process.communicate()

    cleanup.push_async_callback(end)
    server = TcpServer(process)
    await server.read_announcement(1 if token else 2)
    return server


async def connect(cleanup: AsyncExitStack, server: TcpServer) -> EditorClient:
    editor = await server.connect()
    cleanup.push_async_callback(editor.end)
    return editor


def initialize_params(token: object) -> dict[str, object]:
    return {
        "processId": os.getpid(),
        "rootUri": None,
        "capabilities": {},
        "initializationOptions": {"token": token},
    }


async def test_accepts_a_client_that_has_the_token(cleanup: AsyncExitStack) -> None:
    server = await serve(cleanup, token=TOKEN)
    editor = await connect(cleanup, server)
    answer = await editor.request("initialize", initialize_params(TOKEN))
    assert answer["serverInfo"]["name"] == "afterword"
    assert (await editor.command("afterword.status"))["problems"] == []
    await editor.request("shutdown", None)
    editor.notify("exit", None)
    assert await server.process.wait() == 0


@pytest.mark.parametrize("token", [None, "", "open", 5], ids=str)
async def test_refuses_a_client_without_the_token(cleanup: AsyncExitStack, token: object) -> None:
    server = await serve(cleanup, token=TOKEN)
    editor = await connect(cleanup, server)
    with pytest.raises(Exception, match="-32600"):
        await editor.request("initialize", initialize_params(token))
    with pytest.raises(Exception, match="-32002"):
        await editor.command("afterword.status")


async def test_makes_a_token_and_logs_it_where_none_is_given(cleanup: AsyncExitStack) -> None:
    server = await serve(cleanup)
    found = re.search(r"initializationOptions\.token is (\S{16,})", server.log)
    assert found
    editor = await connect(cleanup, server)
    assert await editor.request("initialize", initialize_params(found[1]))


async def test_a_second_client_is_refused(cleanup: AsyncExitStack) -> None:
    server = await serve(cleanup, token=TOKEN)
    first = await connect(cleanup, server)
    assert await first.request("initialize", initialize_params(TOKEN))
    with pytest.raises(ConnectionRefusedError):
        await server.connect()


@pytest.mark.parametrize("address", ["0.0.0.0:0", "192.168.1.7:80", "nonsense"], ids=str)
async def test_listens_on_this_machine_only(address: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(*AFTERWORD, "serve", "--tcp", address),
        stderr=asyncio.subprocess.PIPE,
        env=server_environment(),
    )
    _, log = await process.communicate()
    assert process.returncode == 1
    assert address.split(":", maxsplit=1)[0] in log.decode()
    assert "127.0.0.1" in log.decode()
