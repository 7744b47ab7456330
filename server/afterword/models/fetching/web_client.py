"""Opens addresses over HTTP. Knows nothing of packages or models.

A password in an address goes only to the host that it was configured for, and is never part of an
error message.
"""

import base64
import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import IO, Final, Protocol, cast
from urllib.parse import unquote, urlsplit, urlunsplit

from afterword import __version__

TIMEOUT_S: Final = 30.0
"""Seconds without a byte after which a connection counts as broken."""
_NOT_FOUND: Final = (404, 410)

NETWORK_ERRORS: Final = (
    urllib.error.URLError,
    http.client.HTTPException,
    ConnectionError,
    TimeoutError,
    ssl.SSLError,
)
"""The errors of a connection that may succeed when it is tried again; not those of a disk."""


class Response(Protocol):
    """The answer to a request; ``http.client`` has the implementation."""

    status: int
    headers: "http.client.HTTPMessage"

    def read(self, amount: int | None = None, /) -> bytes:
        """Return so many bytes, fewer at the end."""
        ...

    def geturl(self) -> str:
        """Return the address after all redirects."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class WebClient:
    """Opens addresses, with the certificates that the writer's machine trusts."""

    def __init__(self, *, certificates: str = "") -> None:
        """Use the system's certificates, or those in the file ``certificates``."""
        self._certificates = certificates
        self._opener: urllib.request.OpenerDirector | None = None

    def open(
        self, url: str, *, headers: Mapping[str, str] | None = None, authorization: str = ""
    ) -> Response:
        """Open an address; redirects are followed, but ``authorization`` stays with its host.

        Raises:
            OSError: the server can't be reached, or answers with an error (``urllib``'s classes).
        """
        address, password = split_password(url)
        request = urllib.request.Request(address)  # noqa: S310 (split_password refuses others)
        request.add_header("User-Agent", f"afterword/{__version__}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        if authorization or password:
            request.add_unredirected_header("Authorization", authorization or password)
        if self._opener is None:
            handler = urllib.request.HTTPSHandler(context=_tls_context(self._certificates))
            self._opener = urllib.request.build_opener(handler, _KeepingAuthorization())
        try:
            return cast("Response", self._opener.open(request, timeout=TIMEOUT_S))
        except urllib.error.HTTPError as error:
            error.close()  # it is an open answer too, whose page nobody reads
            raise


class _KeepingAuthorization(urllib.request.HTTPRedirectHandler):
    """Sends the authorization along where a server redirects to itself, and nowhere else."""

    def redirect_request(  # noqa: PLR0917 (urllib calls it so)
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: "http.client.HTTPMessage",
        newurl: str,
    ) -> urllib.request.Request | None:
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        authorization = req.unredirected_hdrs.get("Authorization")
        if request is not None and authorization and _origin(req) == _origin(request):
            request.add_unredirected_header("Authorization", authorization)
        return request


def _origin(request: urllib.request.Request) -> tuple[str, str]:
    return request.type or "", request.host or ""


def host_of(url: str) -> str:
    """Return the host of an address, for people."""
    return urlsplit(url).hostname or url


def split_password(url: str) -> tuple[str, str]:
    """Return an address without its user and password, and the header that these make, if any.

    Raises:
        URLError: the address is not one of HTTP.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"}:
        raise urllib.error.URLError(f"{parts.scheme} is not HTTP")
    user_and_password, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, ""
    encoded = base64.b64encode(unquote(user_and_password).encode()).decode("ascii")
    return urlunsplit(parts._replace(netloc=host)), f"Basic {encoded}"


def status_of(error: Exception) -> int | None:
    """Return the status of an answer that is an error; None if there was no answer."""
    return error.code if isinstance(error, urllib.error.HTTPError) else None


def is_not_found(error: Exception) -> bool:
    """Return whether a server says that it doesn't have what was asked for."""
    return status_of(error) in _NOT_FOUND


def describe_failure(error: Exception) -> str:
    """Return a short reason for people, without an address, which may hold a password."""
    if (status := status_of(error)) is not None:
        return f"HTTP {status}"
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason or type(error).__name__)


def _tls_context(certificates: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if certificates:
        context.load_verify_locations(cafile=certificates)
    return context
