"""Installs a model in a process of its own, with a progress bar that can be cancelled.

The process is ``afterword models install NAME --json``. There it takes nothing from ghost text, and
ending it loses nothing: the next installation goes on where it stopped.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Final, cast

from afterword.errors import EngineError
from afterword.lsp.core.progress_bars import ProgressBars

InstallCommand = Callable[[str], Sequence[str]]
"""Returns the command that installs a model of this name."""

_NICENESS: Final = 10
"""How far the installation steps back behind other programs."""
_ERROR_CHARS: Final = 600
"""How much of the end of the process's errors is shown."""


def install_command(name: str) -> Sequence[str]:
    """Return the command that runs this very program."""
    # -P: nothing may be imported from the working directory, which is the writer's.
    return (sys.executable, "-P", "-m", "afterword", "models", "install", name, "--json")


class Installations:
    """The installations of one client: one at a time."""

    def __init__(self, bars: ProgressBars, command: InstallCommand = install_command) -> None:
        """Install nothing yet."""
        self._bars = bars
        self._command = command
        self._process: asyncio.subprocess.Process | None = None
        self._is_running = False
        self._is_cancelled = False

    @property
    def is_running(self) -> bool:
        """Whether a model is being installed."""
        return self._is_running

    async def install(self, name: str, *, title: str) -> bool:
        """Install a model; return False if the writer cancelled it.

        Raises:
            EngineError: it failed, or another installation is running.
        """
        if self.is_running:
            raise EngineError("A model is being installed.", next_step="Wait until it is there.")
        self._is_running, self._is_cancelled = True, False
        try:
            self._process = await self._start(name)
            return await self._follow(self._process, name, title)
        finally:
            self.cancel()
            self._is_running, self._process = False, None

    def cancel(self) -> None:
        """End the running installation, if there is one. What was fetched is kept."""
        if self._process is not None and self._process.returncode is None:
            self._is_cancelled = True
            self._process.terminate()

    async def _start(self, name: str) -> asyncio.subprocess.Process:
        """Start the process.

        Raises:
            EngineError: it can't be started.
        """
        try:
            return await asyncio.create_subprocess_exec(
                *self._command(name),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            raise EngineError(
                f"{name} could not be installed: {error.strerror or error}.",
                next_step=f"In a terminal: afterword models install {name}",
            ) from error

    async def _follow(self, process: asyncio.subprocess.Process, name: str, title: str) -> bool:
        _step_back(process.pid)
        bar = self._bars.open(f"Afterword: installing {title}", on_cancel=self.cancel)
        errors = asyncio.ensure_future(process.stderr.read() if process.stderr else _nothing())
        with contextlib.closing(bar):
            # Without a percentage at the start, clients ignore later ones.
            bar.report("Starting", 0)
            while process.stdout is not None and (line := await process.stdout.readline()):
                message, percent = _read_progress(line)
                bar.report(message, percent)
            status, error_output = await process.wait(), await errors
        if self._is_cancelled:
            return False
        if status:
            reason = error_output.decode("utf-8", errors="replace").strip()[-_ERROR_CHARS:]
            raise EngineError(
                f"{name} could not be installed: {reason or f'it ended with {status}'}",
                next_step=f"In a terminal: afterword models install {name}",
            )
        return True


async def _nothing() -> bytes:
    return b""


def _read_progress(line: bytes) -> tuple[str, int | None]:
    """Return the message and the percentage of one line; what can't be read says nothing."""
    try:
        content: object = json.loads(line)
    except ValueError:
        return "", None
    table = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    message, percent = table.get("message"), table.get("percent")
    return str(message or ""), percent if isinstance(percent, int) else None


def _step_back(process_id: int) -> None:
    """Let other programs go before the installation, where the system has such a thing."""
    if hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process_id, _NICENESS)
