"""The token without which no client is served on a loopback port."""

from hmac import compare_digest
from typing import cast

from pygls.exceptions import JsonRpcInvalidRequest


def check_token(options: object, required: str) -> None:
    """Refuse a client that does not send the token.

    Any program on this machine, and any web page in its browser, can reach a loopback port.
    """
    given = cast("dict[str, object]", options).get("token") if isinstance(options, dict) else None
    if required and not compare_digest(str(given or "").encode(), required.encode()):
        raise JsonRpcInvalidRequest("initializationOptions.token is not this server's token.")
