"""Messages from a stream of bytes, with the headers of LSP's base protocol. Knows nothing of JSON.

The specification refers to HTTP for the headers (RFC 9110, 5 and 8.6; RFC 9112, 2.2 and 5).
"""

from collections.abc import Awaitable, Callable
from typing import Final

import regex

from afterword.errors import MessageFormatError

MAX_HEADER_BYTES: Final = 16_384
"""How many bytes the header of one message may have; two lines are usual, of 25 to 60 bytes."""
MAX_BODY_BYTES: Final = 2**30
"""How many bytes a message may have: many times the longest book, and less than fills the memory."""
READ_BYTES: Final = 65_536
"""How many bytes are read at once: what a pipe holds on Linux."""

ReadBytes = Callable[[int], Awaitable[bytes]]
"""Returns what has arrived, at least one byte and at most so many; nothing when the stream has ended."""

_FIELD: Final = regex.compile(rb"(?P<name>[!#$%&'*+\-.^_`|~0-9A-Za-z]++):(?P<value>[^\r\n]*+)")
_NAME_SO_FAR: Final = regex.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]*+(?::|\r?$)")
_DIGITS: Final = regex.compile(rb"[0-9]++")


class MessageStream:
    """Reads one message after the other."""

    def __init__(self, read: ReadBytes) -> None:
        """Read nothing before ``next_body``."""
        self._read = read
        self._arrived = bytearray()

    async def next_body(self) -> bytes | None:
        """Return the body of the next message; None when the client has closed the connection.

        Raises:
            MessageFormatError: what has arrived is no message, or no whole one. Nothing can be read
                after it, because nobody knows where the next message begins.
        """
        lengths, header_bytes = set[bytes](), 0
        while line := await self._next_line(MAX_HEADER_BYTES - header_bytes):
            header_bytes += len(line)
            text = line.rstrip(b"\r\n")
            if not text and header_bytes == len(line):
                header_bytes = 0  # HTTP has servers skip empty lines before a message
                continue
            if not text:
                return await self._take_body(_length_bytes(lengths))
            field = _FIELD.fullmatch(text)
            if field is None:
                raise _unreadable("a line of its header is not “name: value”")
            if field["name"].lower() == b"content-length":
                lengths |= {value.strip(b" \t") for value in field["value"].split(b",")}
        if header_bytes:
            raise _unreadable("the connection ended within its header")
        return None

    async def _next_line(self, max_bytes: int) -> bytes:
        """Return a line with its end, as soon as it is complete; nothing at the end of the stream."""
        searched = 0
        while (end := self._arrived.find(b"\n", searched) + 1) == 0:
            # At once: who sends no headers waits for an answer, and sends nothing more.
            if not _NAME_SO_FAR.match(self._arrived):
                raise _unreadable("a line of its header is not “name: value”")
            searched = len(self._arrived)
            if searched > max_bytes:
                break
            if not await self._receive(READ_BYTES):
                if self._arrived:
                    raise _unreadable("the connection ended within its header")
                return b""
        if (end or searched) > max_bytes:
            raise _unreadable(f"its header has more than {MAX_HEADER_BYTES:,} bytes")
        return self._take(end)

    async def _take_body(self, length_bytes: int) -> bytes:
        while (missing := length_bytes - len(self._arrived)) > 0:
            if not await self._receive(max(missing, READ_BYTES)):
                raise _unreadable("the connection ended within its body")
        return self._take(length_bytes)

    async def _receive(self, max_bytes: int) -> bool:
        """Wait for more bytes; return whether any came."""
        arrived = await self._read(max_bytes)
        self._arrived += arrived
        return bool(arrived)

    def _take(self, size_bytes: int) -> bytes:
        taken = bytes(self._arrived[:size_bytes])
        del self._arrived[:size_bytes]
        return taken


def _length_bytes(lengths: set[bytes]) -> int:
    """Return the length that all the values of ``Content-Length`` say."""
    if len(lengths) != 1:
        fault = "several different values of" if lengths else "no"
        raise _unreadable(f"its header has {fault} Content-Length")
    (length,) = lengths
    if not _DIGITS.fullmatch(length):
        raise _unreadable("its Content-Length is not a whole number")
    if len(length.lstrip(b"0")) > len(str(MAX_BODY_BYTES)) or int(length) > MAX_BODY_BYTES:
        raise _unreadable(f"its Content-Length is above {MAX_BODY_BYTES:,}")
    return int(length)


def _unreadable(reason: str) -> MessageFormatError:
    """Return the error; it quotes nothing, because what has arrived may be a document's text."""
    return MessageFormatError(
        f"A message from the client can't be read: {reason}.",
        next_step="Start this command from an editor; it speaks the Language Server Protocol.",
    )
