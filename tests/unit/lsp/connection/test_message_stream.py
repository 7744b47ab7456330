"""What counts as a message, in whatever pieces it arrives."""

from collections.abc import Iterable

import pytest

from afterword.errors import MessageFormatError
from afterword.lsp.connection.message_stream import MAX_BODY_BYTES, MessageStream


def stream(*pieces: bytes) -> MessageStream:
    """Return a stream that ends after these pieces."""
    left = iter(pieces)

    async def read(max_bytes: int) -> bytes:
        piece = next(left, b"")
        assert len(piece) <= max_bytes
        return piece

    return MessageStream(read)


async def bodies(*pieces: bytes) -> list[bytes]:
    messages, found = stream(*pieces), list[bytes]()
    while (body := await messages.next_body()) is not None:
        found.append(body)
    return found


def one_by_one(raw: bytes) -> Iterable[bytes]:
    return (raw[at : at + 1] for at in range(len(raw)))


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(b"Content-Length: 2\r\n", id="as the specification writes it"),
        pytest.param(b"content-length: 2\r\n", id="lower case"),
        pytest.param(b"CONTENT-LENGTH: 2\r\n", id="upper case"),
        pytest.param(b"cOnTeNt-LeNgTh: 2\r\n", id="mixed case"),
        pytest.param(b"Content-Length:2\r\n", id="no space"),
        pytest.param(b"Content-Length:  2\r\n", id="two spaces"),
        pytest.param(b"Content-Length:\t \t2\r\n", id="tabs"),
        pytest.param(b"Content-Length: 2 \t\r\n", id="trailing spaces"),
        pytest.param(b"Content-Length: 002\r\n", id="leading zeros"),
        pytest.param(b"Content-Length: 2\n", id="a bare line feed"),
        pytest.param(b"Content-Length: 2\r\nContent-Type: a/b; c=utf-8\r\n", id="other behind"),
        pytest.param(b"Content-Type: a/b\r\nX-New:\r\ncontent-length:2\r\n", id="others before"),
        pytest.param(b"Content-Length: 2\r\nContent-Length: 2\r\n", id="the same twice"),
        pytest.param(b"Content-Length: 2, 2\r\n", id="the same twice in one line"),
        pytest.param(b"\r\nContent-Length: 2\r\n", id="an empty line before"),
        pytest.param(b"\r\n\n\r\nContent-Length: 2\r\n", id="several of them"),
    ],
)
@pytest.mark.parametrize("in_pieces", [False, True], ids=["at once", "byte by byte"])
async def test_reads_headers_as_http_does(header: bytes, *, in_pieces: bool) -> None:
    end = b"\n" if b"\r" not in header else b"\r\n"
    raw = (header + end + b"{}") * 2
    assert await bodies(*(one_by_one(raw) if in_pieces else [raw])) == [b"{}", b"{}"]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (b"Content-Length: abc\r\n", "not a whole number"),
        (b"Content-Length: -5\r\n", "not a whole number"),
        (b"Content-Length: +5\r\n", "not a whole number"),
        (b"Content-Length: 2.0\r\n", "not a whole number"),
        (b"Content-Length: 0x2\r\n", "not a whole number"),
        (b"Content-Length: 2 2\r\n", "not a whole number"),
        ("Content-Length: ２\r\n".encode(), "not a whole number"),
        (b"Content-Length:\r\n", "not a whole number"),
        (b"Content-Length: %d\r\n" % (MAX_BODY_BYTES + 1), "above 1,073,741,824"),
        (b"Content-Length: %s\r\n" % (b"9" * 10_000), "above 1,073,741,824"),
        (b"Content-Length: 2\r\nContent-Length: 3\r\n", "several different values"),
        (b"Content-Length: 2, 3\r\n", "several different values"),
        (b"Content-Type: a/b\r\n", "no Content-Length"),
        (b"Content-Length 2\r\n", "not “name: value”"),
        (b"Content-Length : 2\r\n", "not “name: value”"),
        (b" Content-Length: 2\r\n", "not “name: value”"),
        (b"GET / HTTP/1.1\r\n", "not “name: value”"),
        (b'{"jsonrpc": "2.0"}\r\n', "not “name: value”"),
        (b"Content-Length: 2\r\nnonsense\r\n", "not “name: value”"),
        (b"X: %s\r\n" % (b"x" * 20_000), "more than 16,384 bytes"),
        (b"X: x\r\n" * 5_000, "more than 16,384 bytes"),
    ],
)
async def test_says_why_a_header_cant_be_read(header: bytes, reason: str) -> None:
    with pytest.raises(MessageFormatError, match=reason):
        await bodies(header + b"\r\n{}")


@pytest.mark.parametrize("begun", [b'{"jsonrpc": ', b"\x16\x03\x01", "雪".encode(), b" "])
async def test_what_is_no_header_is_refused_before_its_line_ends(begun: bytes) -> None:
    arrived = [begun]

    async def read(_max_bytes: int) -> bytes:
        return arrived.pop()  # asking for more would fail: the client waits for an answer

    with pytest.raises(MessageFormatError):
        await MessageStream(read).next_body()


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Le",
        b"Content-Length: 9\r\n",
        b"Content-Length: 9\r\n\r",
        b"Content-Length: 9\r\n\r\n{}",
    ],
)
async def test_says_that_a_connection_ended_within_a_message(raw: bytes) -> None:
    with pytest.raises(MessageFormatError, match="ended within its"):
        await bodies(raw)


async def test_a_connection_may_end_between_messages() -> None:
    assert await bodies() == []
    assert await bodies(b"Content-Length: 2\r\n\r\n{}\r\n") == [b"{}"]


async def test_an_empty_message_is_one() -> None:
    assert await bodies(b"Content-Length: 0\r\n\r\n" * 2) == [b"", b""]


async def test_a_body_may_hold_what_looks_like_a_header() -> None:
    body = b"Content-Length: 5\r\n\r\nabc"
    raw = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    assert await bodies(*one_by_one(raw * 2)) == [body, body]


async def test_quotes_nothing_of_what_arrived() -> None:
    with pytest.raises(MessageFormatError) as raised:
        await bodies(b"Once upon a time\r\n")
    assert "Once" not in str(raised.value)
