"""Which Neovims there are to test with, and how one is started with nothing of anybody's."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from driving import PLUGIN, Neovim, environment

from editors.scripted_servers import scripted

VARIANTS = {
    "0.11": ("AFTERWORD_NVIM_011", "auto"),
    "0.12": ("AFTERWORD_NVIM_012", "auto"),
    "0.12-own": ("AFTERWORD_NVIM_012", "own"),
}
"""Which Neovim, and who draws: 0.12 draws by itself, but has to be able to let us draw."""

StartNeovim = Callable[..., Neovim]
"""Starts a Neovim; see ``Neovims.start``."""


def executable(variable: str) -> str:
    """Return the Neovim that an environment variable names, or skip the test."""
    path = os.environ.get(variable)
    if not path:
        pytest.skip(f"{variable} names no Neovim: tests/editors/neovim/fetch.py installs two")
    return path


class Neovims:
    """Starts Neovims of one variant, and ends them all at the end."""

    def __init__(self, variant: str, folder: Path) -> None:
        self._pynvim: Any = pytest.importorskip("pynvim")
        variable, self._display = VARIANTS[variant]
        self._path = executable(variable)
        self._folder = folder
        self._started: list[Neovim] = []

    def start(self, *, before: str = "", keys: object = None, **server: object) -> Neovim:
        """Start one with the plugin on its runtime path.

        Args:
            before: Lua that runs before anything of ours.
            keys: the option of that name.
            **server: what a scripted server is started with, if anything; see ``scripted``.
        """
        arguments = [self._path, "--clean", "--embed", "--headless", "-n", "-i", "NONE"]
        arguments += ["--cmd", f"set rtp^={PLUGIN}", "--cmd", "set columns=80 lines=24"]
        command = ["env", *environment(self._folder), *arguments]
        neovim = Neovim(self._pynvim.attach("child", argv=command), self._folder)
        self._started.append(neovim)
        options = {"display": self._display} | ({} if keys is None else {"keys": keys})
        neovim.lua("vim.g.afterword = ...", options)
        if before:
            neovim.lua(before)
        if server:
            neovim.start_server(scripted(**server))
        return neovim

    def end(self) -> None:
        """End them, whatever state they are in."""
        for neovim in self._started:
            # It closes the connection without an answer.
            with contextlib.suppress(EOFError, OSError):
                neovim.session.command("qa!")
            neovim.session.close()
