"""Who may ask the page's server, and for what. Pure: knows no sockets.

Another site that is open in the browser can send requests to this machine, and can make its own name
point to it. So each request must come under the server's own host, with the token in its path, and what
changes something must come from the page itself.
"""

import hmac
from dataclasses import dataclass

_LOCAL_NAMES = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAddress:
    """Where the server listens, and the secret in its addresses."""

    port: int
    token: str

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def is_own_host(self, host: str | None) -> bool:
        """Tell whether a request's ``Host`` is this server."""
        return host in {f"{name}:{self.port}" for name in _LOCAL_NAMES}

    def is_own_origin(self, origin: str | None, fetch_site: str | None) -> bool:
        """Tell whether a request comes from the page, by ``Origin`` and ``Sec-Fetch-Site``.

        Browsers send at least one of them with each POST; programs that are no browser send neither.
        """
        own = {f"http://{name}:{self.port}" for name in _LOCAL_NAMES}
        return (origin is None or origin in own) and fetch_site in {None, "same-origin"}

    def path_below_token(self, path: str) -> str | None:
        """Return what follows the token in a request's path; None without the right token."""
        first, slash, rest = path.removeprefix("/").partition("/")
        is_right = hmac.compare_digest(first.encode(), self.token.encode())
        return rest if is_right and slash else None
