"""Headers of messages, byte by byte: what is read, and how a connection ends that can't be read."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from server_processes import HERE, server_environment

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

INITIALIZE = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"processId": None, "rootUri": None, "capabilities": {}},
    }
).encode()
LENGTH = str(len(INITIALIZE)).encode()
UNREADABLE = [
    pytest.param(b"Content-Length: many\r\n\r\n{}", "not a whole number", id="no number"),
    pytest.param(b"Content-Length: -5\r\n\r\n{}", "not a whole number", id="negative"),
    pytest.param(b"Content-Length: 99999999999999\r\n\r\n", "above", id="absurd"),
    pytest.param(b"Content-Type: a/b\r\n\r\n{}", "no Content-Length", id="no length"),
    pytest.param(INITIALIZE, "not “name: value”", id="no header at all"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def cleanup() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


async def launch(cleanup: AsyncExitStack, **options: object) -> Process:
    command = (sys.executable, str(HERE / "scripted_server.py"), json.dumps(options))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=server_environment()
    )

    async def end() -> None:
        if process.returncode is None:
            process.kill()
        await process.communicate()

    cleanup.push_async_callback(end)
    return process


async def answer(reader: asyncio.StreamReader) -> dict[str, object]:
    async with asyncio.timeout(60):
        header = await reader.readuntil(b"\r\n\r\n")
        return json.loads(await reader.readexactly(int(header.split(b":")[1].split(b"\r")[0])))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"content-length: " + LENGTH, id="lower case"),
        pytest.param(b"Content-Length:" + LENGTH, id="no space"),
        pytest.param(b"Content-Length:  " + LENGTH, id="two spaces"),
        pytest.param(b"Content-Length: " + LENGTH + b" \t", id="spaces behind"),
        pytest.param(b"X-Editor: new\r\nCONTENT-LENGTH:\t" + LENGTH, id="behind another"),
    ],
)
async def test_answers_whatever_http_would_read(cleanup: AsyncExitStack, header: bytes) -> None:
    process = await launch(cleanup)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(header + b"\r\n\r\n" + INITIALIZE)
    assert "result" in await answer(process.stdout)


@pytest.mark.parametrize(("raw", "reason"), UNREADABLE)
async def test_a_message_that_cant_be_read_ends_the_server_aloud(
    cleanup: AsyncExitStack, raw: bytes, reason: str
) -> None:
    process = await launch(cleanup)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(raw)  # and nothing is closed: it must not wait for more
    refusal = await answer(process.stdout)
    assert refusal["id"] is None
    assert reason in str(refusal["error"])
    async with asyncio.timeout(60):
        _, log = await process.communicate()
    assert process.returncode == 1
    assert reason in log.decode()
    assert "Traceback" not in log.decode()


@pytest.mark.parametrize(("raw", "reason"), UNREADABLE[:1])
async def test_the_same_holds_on_a_port(cleanup: AsyncExitStack, raw: bytes, reason: str) -> None:
    process = await launch(cleanup, tcp="127.0.0.1:0")
    assert process.stderr is not None
    port = int((await process.stderr.readline()).split()[1])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"content-length:" + LENGTH + b"\r\n\r\n" + INITIALIZE + raw)
    assert "result" in await answer(reader)
    assert reason in str((await answer(reader))["error"])
    async with asyncio.timeout(60):
        assert await reader.read() == b""
        _, log = await process.communicate()
    writer.close()
    assert process.returncode == 1
    assert reason in log.decode()
