"""``afterword serve``: runs the language server, on stdio or on a loopback port."""

import argparse
import logging
import os
import secrets
import sys

from afterword.engine.loading.engine_builder import engine_builder
from afterword.lsp.connection.logs import configure_logging
from afterword.lsp.connection.transport import (
    INTERRUPTED,
    LoopbackAddress,
    serve_stdio,
    serve_tcp,
)
from afterword.lsp.features import build_server
from afterword.settings import user_config_path

TOKEN_VARIABLE = "AFTERWORD_TOKEN"  # noqa: S105 - the name of the variable, not its value


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve one client until it is done.

    Returns:
        0 if the client shut the server down, else 1. The process ends with 130 after an interrupt.

    Raises:
        AddressError: ``--tcp`` names no loopback address, or one that is taken.
    """
    configure_logging(logging.INFO if arguments.verbose else logging.WARNING)
    return _exit_at_once(_serve_tcp(arguments.tcp) if arguments.tcp else _serve_stdio())


def _serve_stdio() -> int:
    return serve_stdio(build_server(engine_builder=engine_builder, user_file=user_config_path()))


def _serve_tcp(text: str) -> int:
    address = LoopbackAddress.parse(text)
    set_token = os.environ.get(TOKEN_VARIABLE, "")
    token = set_token or secrets.token_urlsafe(16)

    def announce(host: str, port: int) -> None:
        shown = f"[{host}]" if ":" in host else host
        print(f"afterword: listening on {shown}:{port}", file=sys.stderr, flush=True)
        if not set_token:
            print(f"afterword: initializationOptions.token is {token}", file=sys.stderr, flush=True)

    server = build_server(
        engine_builder=engine_builder, user_file=user_config_path(), required_token=token
    )
    return serve_tcp(server, address, announce)


def _exit_at_once(code: int) -> int:
    """End the process now if a model was loaded or it was interrupted, else return ``code``.

    Python needs a second or two to finalise torch, while the editor waits, and a thread that is still
    inside of torch or of compiled code can crash meanwhile. Nothing is left to be saved.
    After an interrupt a thread waits on stdin, which others may hold open.
    """
    if code == INTERRUPTED or {"numba", "torch"} & sys.modules.keys():
        logging.shutdown()
        os._exit(code)
    return code
