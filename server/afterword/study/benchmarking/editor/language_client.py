"""A small language client: JSON-RPC 2.0 over two streams, framed as the LSP specification says.

It knows nothing of documents, models or Afterword. The benchmarks and the end-to-end tests build on
it, so that what they look at is the server and not a client library.
"""

import asyncio
import itertools
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

Message = dict[str, Any]
RequestHandler = Callable[[Any], object]
"""Takes the parameters of a server's request and returns the result, or raises ResponseError."""

EXIT_TIMEOUT_S: Final = 30.0
"""Seconds that a server has to end after it was asked to, or after its input was closed."""


class Direction(StrEnum):
    """Which way a message goes, seen from the client."""

    SENT = "→"
    RECEIVED = "←"


class ResponseError(Exception):
    """An error response: the server's to a request, or a handler's to the server."""

    def __init__(self, code: int, message: str) -> None:
        """Keep the code, which JSON-RPC or LSP defines, and the message."""
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerConnection:
    """The streams to and from a server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    process: Process | None = None
    """The server, where the client has started it."""


async def start_server(
    *command: str, environment: Mapping[str, str] | None = None
) -> ServerConnection:
    """Start a server that speaks over its standard input and output.

    Without ``environment`` it inherits the client's.
    """
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, env=environment
    )
    if process.stdin is None or process.stdout is None:
        raise AssertionError("both were asked for as pipes")
    return ServerConnection(reader=process.stdout, writer=process.stdin, process=process)


class LanguageClient:
    """Sends requests and notifications to one server, and answers the server's own requests.

    ``handlers`` answer requests by their method; it may change at any time. A method that is not in
    it gets null, as editors answer what they agree to. ``on_message`` sees every message.
    """

    def __init__(
        self,
        connection: ServerConnection,
        *,
        handlers: Mapping[str, RequestHandler] | None = None,
        on_message: Callable[[Direction, Message], None] | None = None,
        answer_timeout_s: float | None = None,
    ) -> None:
        """Begin to listen; without ``answer_timeout_s`` an answer may take as long as it likes."""
        self.process = connection.process
        self.handlers = dict(handlers or {})
        self._reader, self._writer = connection.reader, connection.writer
        self._on_message = on_message
        self._answer_timeout_s = answer_timeout_s
        self._ids = itertools.count(1)
        self._pending: dict[int, asyncio.Future[Any]] = {}
        self._listener = asyncio.create_task(self._listen())

    async def request(self, method: str, params: Any) -> Any:
        """Send a request and return its result.

        Raises:
            ResponseError: the server answered with an error.
            EOFError: the server has closed the connection.
            TimeoutError: no answer came in time.
        """
        _, answer = self.send_request(method, params)
        async with asyncio.timeout(self._answer_timeout_s):
            return await answer

    def send_request(self, method: str, params: Any) -> tuple[int, asyncio.Future[Any]]:
        """Send a request; return its id, to cancel it with, and its result to come."""
        request_id = next(self._ids)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if self._listener.done():
            _fail(answer)
            return request_id, answer
        self._pending[request_id] = answer
        self._send({"id": request_id, "method": method, "params": params})
        return request_id, answer

    def notify(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def cancel(self, request_id: int) -> None:
        """Ask the server to give up a request; it still answers it."""
        self.notify("$/cancelRequest", {"id": request_id})

    async def shut_down(self) -> int | None:
        """Ask the server to end, and wait for that; return its exit code if it is our process."""
        await self.request("shutdown", None)
        self.notify("exit", None)
        if self.process is None:
            return None
        async with asyncio.timeout(EXIT_TIMEOUT_S):
            return await self.process.wait()

    def disconnect(self) -> None:
        """Close the connection without asking the server to end."""
        self._writer.close()

    async def end(self) -> None:
        """Close the connection and end the server, whatever it is doing.

        It is killed only if it stays: one that ends by itself leaves nothing behind half done.
        """
        self.disconnect()
        if self.process is not None:
            try:
                async with asyncio.timeout(EXIT_TIMEOUT_S):
                    await self.process.wait()
            except TimeoutError:
                self.process.kill()
                await self.process.wait()
        await asyncio.wait({self._listener})

    def _send(self, message: Message) -> None:
        message = {"jsonrpc": "2.0", **message}
        if self._on_message is not None:
            self._on_message(Direction.SENT, message)
        body = json.dumps(message).encode()
        # Not drained: what the pipe has no room for follows while an answer is waited for.
        self._writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def _listen(self) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):  # a server that was killed
                while (message := await self._read()) is not None:
                    self._receive(message)
        finally:
            for answer in self._pending.values():
                _fail(answer)

    async def _read(self) -> Message | None:
        """Return the next message; None when the server has closed its output."""
        length_bytes = 0
        while line := (await self._reader.readline()).strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length_bytes = int(value)
        return json.loads(await self._reader.readexactly(length_bytes)) if length_bytes else None

    def _receive(self, message: Message) -> None:
        if self._on_message is not None:
            self._on_message(Direction.RECEIVED, message)
        if "method" in message:
            if "id" in message:
                self._send({"id": message["id"], **self._respond(message)})
            return
        answer = self._pending.pop(message["id"], None)
        if answer is None or answer.done():  # whoever asked does not wait for it any more
            return
        if error := message.get("error"):
            answer.set_exception(ResponseError(error["code"], error["message"]))
        else:
            answer.set_result(message["result"])

    def _respond(self, message: Message) -> Message:
        handler = self.handlers.get(message["method"])
        try:
            return {"result": handler(message.get("params")) if handler else None}
        except ResponseError as error:
            return {"error": {"code": error.code, "message": error.message}}


def _fail(answer: asyncio.Future[Any]) -> None:
    """Raise in whoever waits for an answer that will not come."""
    if not answer.done():
        answer.set_exception(EOFError("the server has closed the connection"))
        answer.exception()  # where nobody waits, asyncio is not to complain
