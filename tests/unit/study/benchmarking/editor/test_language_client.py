"""The client's end of a connection, with the test as the server."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from afterword.study.benchmarking.editor.language_client import (
    Direction,
    LanguageClient,
    Message,
    ResponseError,
    ServerConnection,
)


class ServerEnd:
    """The server's end: reads and writes one message at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self.writer = reader, writer

    async def read(self) -> Message:
        header = await self._reader.readuntil(b"\r\n\r\n")
        length_bytes = int(header.removeprefix(b"Content-Length: "))
        message = json.loads(await self._reader.readexactly(length_bytes))
        assert message.pop("jsonrpc") == "2.0"
        return message

    def write(self, message: Message, *, header: str = "Content-Length: {}\r\n\r\n") -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False).encode()
        self.writer.write(header.format(len(body)).encode() + body)


class Ends:
    """Both ends of a connection, and all messages that the client has seen."""

    def __init__(self, client: LanguageClient, server: ServerEnd) -> None:
        self.client, self.server = client, server


@pytest_asyncio.fixture
async def ends() -> AsyncIterator[Ends]:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    server = ServerEnd(*await asyncio.open_connection(sock=theirs))
    client = LanguageClient(ServerConnection(reader=reader, writer=writer))
    yield Ends(client, server)
    server.writer.close()
    await client.end()


async def test_a_request_returns_the_result_that_has_its_id(ends: Ends) -> None:
    _, first = ends.client.send_request("first", {"text": "雨"})
    _, second = ends.client.send_request("second", None)
    asked = [await ends.server.read(), await ends.server.read()]
    assert [one["method"] for one in asked] == ["first", "second"]
    assert asked[0]["params"] == {"text": "雨"}
    for one in reversed(asked):
        ends.server.write({"id": one["id"], "result": f"{one['method']}: 雪"})
    assert [await first, await second] == ["first: 雪", "second: 雪"]


async def test_an_error_response_is_raised_with_its_code(ends: Ends) -> None:
    _, answer = ends.client.send_request("fails", {})
    asked = await ends.server.read()
    ends.server.write({"id": asked["id"], "error": {"code": -32803, "message": "Not now."}})
    with pytest.raises(ResponseError, match=r"-32803 Not now\.") as raised:
        await answer
    assert raised.value.code == -32803


async def test_other_headers_are_passed_over(ends: Ends) -> None:
    header = "content-length: {}\r\nContent-Type: application/vscode-jsonrpc\r\n\r\n"
    _, answer = ends.client.send_request("asks", {})
    asked = await ends.server.read()
    ends.server.write({"id": asked["id"], "result": 7}, header=header)
    assert await answer == 7


def _refuse(_params: Any) -> object:
    raise ResponseError(-32601, "no such method")


@pytest.mark.parametrize(
    ("method", "response"),
    [
        pytest.param("double", {"result": 42}, id="answered"),
        pytest.param("refused", {"error": {"code": -32601, "message": "no such method"}}, id="no"),
        pytest.param("unknown", {"result": None}, id="without-a-handler"),
    ],
)
async def test_a_servers_request_is_answered_by_its_handler(
    ends: Ends, method: str, response: Message
) -> None:
    ends.client.handlers |= {"double": lambda params: 2 * params["n"], "refused": _refuse}
    ends.server.write({"id": "a", "method": method, "params": {"n": 21}})
    assert await ends.server.read() == {"id": "a", **response}


async def test_a_cancel_names_the_request_which_is_still_answered(ends: Ends) -> None:
    request_id, answer = ends.client.send_request("slow", {})
    ends.client.cancel(request_id)
    assert (await ends.server.read())["id"] == request_id
    assert await ends.server.read() == {"method": "$/cancelRequest", "params": {"id": request_id}}
    ends.server.write({"id": request_id, "error": {"code": -32800, "message": "cancelled"}})
    with pytest.raises(ResponseError, match="-32800"):
        await answer


async def test_an_answer_that_nobody_waits_for_is_dropped(ends: Ends) -> None:
    request_id, answer = ends.client.send_request("slow", {})
    answer.cancel()
    ends.server.write({"id": request_id, "result": 1})
    _, following = ends.client.send_request("next", {})
    ends.server.write({"id": request_id + 1, "result": 2})
    assert await following == 2


@pytest.mark.parametrize("rest", [b"", b"Content-Length: 50\r\n\r\n{"], ids=["clean", "cut-short"])
async def test_what_waits_when_the_server_closes_fails(ends: Ends, rest: bytes) -> None:
    _, answer = ends.client.send_request("asks", {})
    ends.server.writer.write(rest)
    ends.server.writer.close()
    with pytest.raises(EOFError):
        await answer
    with pytest.raises(EOFError):
        await ends.client.request("again", {})


async def test_every_message_is_seen_in_its_order() -> None:
    seen = list[tuple[Direction, str]]()
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    server = ServerEnd(*await asyncio.open_connection(sock=theirs))
    client = LanguageClient(
        ServerConnection(reader=reader, writer=writer),
        on_message=lambda direction, message: seen.append((direction, message.get("method", ""))),
    )
    _, answer = client.send_request("asks", {})
    server.write({"method": "news", "params": {}})
    server.write({"id": 1, "result": None})
    assert await answer is None
    assert seen == [
        (Direction.SENT, "asks"),
        (Direction.RECEIVED, "news"),
        (Direction.RECEIVED, ""),
    ]
    server.writer.close()
    await client.end()
