"""Commands that editors start servers with, whose engine follows a script."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import afterword

HERE = Path(__file__).parent
PACKAGE = str(Path(afterword.__file__).parents[1])
"""What PYTHONPATH has to be for servers to find the package under test, wherever the tests did."""
HOST = "AFTERWORD_TEST_SERVER_HOST"
"""Names the socket of the running ``server_host``."""


def scripted(**options: object) -> list[str]:
    """Return the command of a server that starts fast; for ``options`` see ``scripted_server``."""
    command = [sys.executable, "-I", "-S", str(HERE / "forked_server.py")]
    return [*command, os.environ[HOST], json.dumps(options)]


def scripted_alone(**options: object) -> list[str]:
    """Return the command of such a server that is a process of its own, from start to end."""
    script = HERE.parent / "e2e" / "scripted_server.py"
    return [sys.executable, str(script), json.dumps(options)]


@contextlib.contextmanager
def host_servers(folder: Path) -> Generator[str]:
    """Run a ``server_host`` with its socket in ``folder``; gives the socket's path."""
    path = str(folder / "host")
    with subprocess.Popen(  # noqa: S603 - all of it is ours
        [sys.executable, str(HERE / "server_host.py"), path],
        env={**os.environ, "PYTHONPATH": PACKAGE},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline()
        yield path
