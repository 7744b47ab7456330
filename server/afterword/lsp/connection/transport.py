"""How a client reaches the server: stdin and stdout, or one connection on a loopback port."""

import asyncio
import ipaddress
import json
import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from typing import BinaryIO, Final

from pygls.exceptions import JsonRpcException, JsonRpcParseError
from pygls.io_ import StdoutWriter

from afterword.errors import AddressError, MessageFormatError
from afterword.lsp.connection.message_stream import MessageStream
from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

INTERRUPTED: Final = 130
"""The exit code of a program that Ctrl-C ended: 128 and the number of the signal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopbackAddress:
    """An address that only programs on this machine reach."""

    host: str
    port: int
    """0 takes any free port."""

    @classmethod
    def parse(cls, text: str) -> "LoopbackAddress":
        """Read ``HOST:PORT``; an IPv6 host stands in brackets.

        Raises:
            AddressError: it is not of that form, or other machines could reach it.
        """
        host, colon, port = text.rpartition(":")
        host = host.removeprefix("[").removesuffix("]") or "127.0.0.1"
        if not colon or not port.isascii() or not port.isdigit() or int(port) > 65_535:
            raise AddressError(
                f"{text!r} is not HOST:PORT.", next_step="For example 127.0.0.1:0 for any port."
            )
        host = "127.0.0.1" if host == "localhost" else host
        try:
            is_loopback = ipaddress.ip_address(host).is_loopback
        except ValueError:
            is_loopback = False
        if not is_loopback:
            raise AddressError(
                f"{host} is not a loopback address: your text would leave this machine.",
                next_step="Use 127.0.0.1 or [::1].",
            )
        return cls(host=host, port=int(port))


def serve_stdio(server: AfterwordServer) -> int:
    """Serve one client on this process's stdin and stdout until it is done.

    After an interrupt a thread still waits on stdin: only ``os._exit`` ends the process then.

    Returns:
        The exit code that LSP asks for: 0 if the client sent ``shutdown`` before ``exit``. Or
        ``INTERRUPTED``.
    """
    stdin, stdout = take_standard_streams()
    server.protocol.set_writer(StdoutWriter(stdout))

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        arrived = MessageStream(
            lambda size: loop.run_in_executor(server.thread_pool, stdin.read1, size)
        )
        await _serve_messages(server, arrived)

    try:
        # pygls carries out ``exit`` as SystemExit; a client that is gone breaks the pipe.
        with suppress(SystemExit, ConnectionError):
            asyncio.run(serve())
    except KeyboardInterrupt:
        return INTERRUPTED
    else:
        server.shutdown()
    finally:
        server.close()
    return 0 if server.protocol.is_shut_down else 1


async def _serve_messages(server: AfterwordServer, arrived: MessageStream) -> None:
    """Handle all messages of a client in their order, up to one that can't be read at all."""
    protocol = server.protocol
    try:
        while (body := await arrived.next_body()) is not None:
            try:
                message = json.loads(body, object_hook=protocol.structure_message)
                protocol.handle_message(message)
            except Exception as error:  # noqa: BLE001 - one bad message must not end the connection
                server.report_server_error(error, JsonRpcException)
            # A request takes its snapshot of the document in its task's first step, which must come
            # before the change that may have arrived together with it.
            await asyncio.sleep(0)
    except MessageFormatError as error:
        logger.error("%s", error)  # noqa: TRY400 - a traceback says no more
        protocol.refuse(JsonRpcParseError(str(error)))


def take_standard_streams() -> tuple[BufferedReader, BinaryIO]:
    """Keep stdin and stdout for the protocol alone.

    What any library or child process prints goes to stderr from now on, and finds stdin empty.
    """
    stdin = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, sys.stdin.fileno())
    os.close(nothing)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return stdin, stdout


def serve_tcp(
    server: AfterwordServer, address: LoopbackAddress, announce: Callable[[str, int], None]
) -> int:
    """Serve the first client that connects until it is done. ``announce`` is called with host and port.

    Returns:
        The exit code that LSP asks for, or ``INTERRUPTED``.

    Raises:
        AddressError: the port can't be listened on.
    """
    try:
        with suppress(SystemExit, ConnectionError):  # see ``serve_stdio``
            asyncio.run(_serve_one(server, address, announce))
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        server.close()
    return 0 if server.protocol.is_shut_down else 1


async def _serve_one(
    server: AfterwordServer, address: LoopbackAddress, announce: Callable[[str, int], None]
) -> None:
    arrived: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    arrived = asyncio.get_running_loop().create_future()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if arrived.done():
            writer.close()  # a server has one client's documents
        else:
            arrived.set_result((reader, writer))

    try:
        listening = await asyncio.start_server(accept, address.host, address.port)
    except OSError as error:
        raise AddressError(
            f"{address.host}:{address.port} can't be listened on: {error.strerror}.",
            next_step="Take another port; 0 takes any that is free.",
        ) from error
    async with listening:
        announce(*listening.sockets[0].getsockname()[:2])
        reader, writer = await arrived
    server.protocol.set_writer(writer)
    try:
        await _serve_messages(server, MessageStream(reader.read))
    finally:
        writer.close()  # what was written still goes out
