"""A web server for files on a free port of this machine, which can break off, refuse and redirect."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    """What a client asked for."""

    method: str
    path: str
    range: str | None
    authorization: str | None


@dataclass
class FileServer:
    """Which files it has, what it does wrong, and what it was asked."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """The contents by path, which begins with a slash."""
    types: dict[str, str] = field(default_factory=dict[str, str])
    """The media types by path, where they are not plain bytes."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """Further headers by path."""
    statuses: dict[str, int] = field(default_factory=dict[str, int])
    """The paths that are answered with an error."""
    redirects: dict[str, str] = field(default_factory=dict[str, str])
    breaks: list[int] = field(default_factory=list[int])
    """After how many bytes the next answers break off."""
    has_ranges: bool = True
    password: str = ""
    """What the header ``Authorization`` must be; empty asks for none."""
    seen: list[SeenRequest] = field(default_factory=list[SeenRequest])
    address: str = ""


@contextmanager
def serving(server: FileServer) -> Generator[FileServer]:
    """Answer requests until the context ends; ``server.address`` says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            _answer(self, server)

        def do_GET(self) -> None:
            _answer(self, server)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            del format, args

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.address = f"http://127.0.0.1:{listener.server_port}"
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def _answer(handler: BaseHTTPRequestHandler, server: FileServer) -> None:
    path = handler.path
    asked = handler.headers.get("Range")
    server.seen.append(
        SeenRequest(
            method=handler.command,
            path=path,
            range=asked,
            authorization=handler.headers.get("Authorization"),
        )
    )
    if path in server.redirects:
        _send_head(
            handler, server, 302, {"Location": server.redirects[path], "Content-Length": "0"}
        )
        return
    status = server.statuses.get(path, 200 if path in server.files else 404)
    if server.password and handler.headers.get("Authorization") != server.password:
        status = 401
    if status >= 400:
        _send_head(handler, server, status, {"Content-Length": "0"})
        return
    content = server.files[path]
    headers = {"Content-Type": server.types.get(path, "application/octet-stream")}
    if asked and server.has_ranges:
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            _send_head(handler, server, 416, {"Content-Length": "0"})
            return
        headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        content, status = content[start:], 206
    headers["Content-Length"] = str(len(content))
    _send_head(handler, server, status, headers)
    if handler.command == "HEAD":
        return
    if server.breaks:
        content = content[: server.breaks.pop(0)]
        handler.close_connection = True
    handler.wfile.write(content)


def _send_head(
    handler: BaseHTTPRequestHandler, server: FileServer, status: int, headers: dict[str, str]
) -> None:
    handler.send_response(status)
    for name, value in (headers | server.headers.get(handler.path, {})).items():
        handler.send_header(name, value)
    handler.end_headers()
