"""The server of the page: on this machine only, with a token, without a word in any log.

``GET TOKEN/`` is the page, ``GET TOKEN/pair`` the next pair (``?key=`` another one), ``POST TOKEN/verdict``
gives a verdict. Everything else is refused.
"""

import json
import secrets
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from afterword.errors import DocumentError
from afterword.study.judging.page.access import PageAddress
from afterword.study.judging.page.verdict_request import (
    MOST_BYTES,
    VerdictRequestError,
    read_verdict_request,
)
from afterword.study.judging.reading_session import (
    AlreadyJudgedError,
    ReadingSession,
    UnknownPairError,
)

_FILES: Final = {
    "": ("judging.html", "text/html; charset=utf-8"),
    "judging.css": ("judging.css", "text/css; charset=utf-8"),
    "judging.js": ("judging.js", "text/javascript; charset=utf-8"),
}
"""The files of the page and their types, by path."""
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing from elsewhere is loaded, nothing is kept, and the address with its token goes nowhere."""
_DRAINED_BYTES: Final = 1_000_000
"""Bytes of a body that is too large which are read, so that the browser sees the answer."""
_LENGTH_DIGITS: Final = 12
"""The most digits of a length that is read: Python refuses to read numbers of thousands of them."""
_TIMEOUT_S: Final = 10
"""Seconds that a request may take to arrive."""


class _RefusedError(Exception):
    """A request that is not served."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class PageServer:
    """Serves one reader's session until it is closed."""

    def __init__(self, session: ReadingSession) -> None:
        """Listen on a free port of the loopback address."""
        self._session = session
        # One request at a time looks at the reader's file and appends to it.
        self._lock = threading.Lock()
        self._has_served = False
        self._http = _Listener(("127.0.0.1", 0), self._handler_class())
        self.address = PageAddress(
            port=self._http.server_address[1], token=secrets.token_urlsafe(24)
        )

    def serve(self) -> None:
        """Answer requests until ``close``."""
        self._has_served = True
        self._http.serve_forever(poll_interval=0.2)

    def close(self) -> None:
        """Stop serving, and free the port."""
        if (
            self._has_served
        ):  # else there is nothing that would end, and waiting for it would not either
            self._http.shutdown()
        self._http.server_close()

    def described_pair(self, key: str | None) -> dict[str, Any]:
        """Return a pair as the page takes it: the next one, or the one with this key."""
        with self._lock:
            try:
                shown = self._session.pair(key) if key else self._session.next_pair()
            except UnknownPairError:
                raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such pair.") from None
            progress = self._session.progress()
        return {"pair": shown and asdict(shown), "progress": asdict(progress)}

    def take_verdict(self, body: bytes) -> dict[str, Any]:
        """Append a verdict, and return the next pair."""
        try:
            asked = read_verdict_request(body)
            with self._lock:
                self._session.judge(
                    asked.pair, asked.choice, reason=asked.reason, revision=asked.revision
                )
        except VerdictRequestError as error:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, str(error)) from error
        except UnknownPairError:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such pair.") from None
        except AlreadyJudgedError:
            message = "This pair was judged in another window meanwhile; that verdict is kept."
            raise _RefusedError(HTTPStatus.CONFLICT, message) from None
        return self.described_pair(None)

    def _handler_class(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(_Handler):
            page = server

        return Handler


class _Listener(ThreadingHTTPServer):
    """Listens, and says nothing of browsers that leave before they have their answer."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show the trace of an error, unless a connection broke."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    page: PageServer
    timeout = _TIMEOUT_S
    server_version = "Afterword"
    sys_version = ""

    def do_GET(self) -> None:
        """Serve the page's files and its pairs."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """Take a verdict."""
        self._answer(self._post)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Log nothing: addresses hold the token."""

    def _answer(self, serve: Any) -> None:
        try:
            body, kind = serve(self._path_below_token())
            self._send(HTTPStatus.OK, body, kind)
        except _RefusedError as refusal:
            self._send_json(refusal.status, {"message": refusal.message})
        except DocumentError as error:
            self._send_json(HTTPStatus.INTERNAL_SERVER_ERROR, {"message": str(error)})

    def _path_below_token(self) -> str:
        address = self.page.address
        if not address.is_own_host(self.headers.get("Host")):
            raise _RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "This is not the server's address.")
        try:
            path = address.path_below_token(urlsplit(self.path).path)
        except ValueError:
            path = None  # an address that can't be read
        if path is None:
            message = "Open the address that the terminal shows: it has a token in it."
            raise _RefusedError(HTTPStatus.FORBIDDEN, message)
        return path

    def _get(self, path: str) -> tuple[bytes, str]:
        if path == "pair":
            keys = parse_qs(urlsplit(self.path).query).get("key", [])
            return _as_json(self.page.described_pair(keys[0] if keys else None))
        if path not in _FILES:
            raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such page.")
        name, kind = _FILES[path]
        file = resources.files("afterword.study.judging.page").joinpath(name)
        return file.read_bytes(), kind

    def _post(self, path: str) -> tuple[bytes, str]:
        headers, address = self.headers, self.page.address
        if path != "verdict":
            raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such page.")
        if not address.is_own_origin(headers.get("Origin"), headers.get("Sec-Fetch-Site")):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "Only this page may give verdicts.")
        if headers.get_content_type() != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "A verdict is sent as JSON.")
        return _as_json(self.page.take_verdict(self._body()))

    def _body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and len(length) <= _LENGTH_DIGITS):
            raise _RefusedError(HTTPStatus.LENGTH_REQUIRED, "The request must say how long it is.")
        if int(length) > MOST_BYTES:
            self.rfile.read(min(int(length), _DRAINED_BYTES))
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large.")
        return self.rfile.read(int(length))

    def _send_json(self, status: HTTPStatus, values: Mapping[str, Any]) -> None:
        self._send(status, *_as_json(values))

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _as_json(values: Mapping[str, Any]) -> tuple[bytes, str]:
    # As ASCII: a damaged file may hold halves of characters, which UTF-8 can't write.
    return json.dumps(values).encode(), "application/json; charset=utf-8"
