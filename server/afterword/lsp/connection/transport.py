"""How a client reaches the server: stdin and stdout, or one connection on a loopback port."""

import asyncio
import ipaddress
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import BinaryIO

from pygls.io_ import run_async

from afterword.errors import AddressError
from afterword.lsp.server import AfterwordServer


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

    Returns:
        The exit code that LSP asks for: 0 if the client sent ``shutdown`` before ``exit``.
    """
    stdin, stdout = take_standard_streams()
    try:
        server.start_io(stdin, stdout)
    finally:
        server.close()
    return 0 if server.protocol.is_shut_down else 1


def take_standard_streams() -> tuple[BinaryIO, BinaryIO]:
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
        The exit code that LSP asks for.

    Raises:
        AddressError: the port can't be listened on.
    """
    try:
        asyncio.run(_serve_one(server, address, announce))
    except SystemExit:  # how pygls carries out ``exit``
        pass
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
    await run_async(
        stop_event=Event(),
        reader=reader,
        protocol=server.protocol,
        logger=logging.getLogger("pygls.io"),
        error_handler=server.report_server_error,
    )
