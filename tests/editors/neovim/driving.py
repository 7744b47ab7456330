"""Drives a real Neovim as a child process, with the plugin and a server as a writer has them."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editors.scripted_servers import PACKAGE

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "clients" / "neovim"
LIMIT_S = 45.0
"""Far beyond what anything takes, on a slow machine too."""
BETWEEN_LOOKS_S = 0.01
CURSOR = "‸"
COMMAND = (sys.executable, "-c", "from afterword.cli import main; raise SystemExit(main())")
"""The command ``afterword``, also where the package is not installed."""


def environment(folder: Path, **wanted: str) -> list[str]:
    """Return assignments for ``env``: a Neovim that reads and writes nothing of the user's.

    Servers find the package under test, wherever the tests found it.
    """
    wanted = {"PYTHONPATH": PACKAGE, "TERM": "dumb"} | wanted
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        wanted[f"XDG_{name}_HOME"] = str(folder / "home" / name.lower())
    return [f"{name}={value}" for name, value in wanted.items()]


def lua(value: object) -> str:
    """Return JSON-like data as Lua that makes it."""
    return f"vim.json.decode([==[{json.dumps(value)}]==])"


class Neovim:
    """One Neovim. Keys are typed as a person's are; what is seen is read from the editor."""

    def __init__(self, session: Any, folder: Path) -> None:
        self.session = session
        self._folder = folder
        self.limit_s = LIMIT_S

    def lua(self, code: str, *arguments: object) -> Any:
        """Run Lua in the editor; ``...`` are the arguments."""
        return self.session.exec_lua(code, *arguments)

    def until(self, what: str, is_so: Callable[[], Any]) -> Any:
        """Look again and again until something is the case, and return what was seen."""
        give_up = time.monotonic() + self.limit_s
        while not (seen := is_so()):
            if time.monotonic() > give_up:
                messages = self.session.command_output("messages")
                raise AssertionError(f"never {what}\nghost {self.ghosts()}\n{messages}")
            time.sleep(BETWEEN_LOOKS_S)
        return seen

    def start_server(self, command: list[str], *, settings: object = None, **setup: object) -> None:
        """Do what a user's ``init.lua`` does."""
        wanted: dict[str, object] = {"cmd": command, "settings": settings or {}, **setup}
        self.lua(f"require('afterword').setup({lua(wanted)})")

    def open(self, marked: str, name: str = "page.md", *, wait: bool = True) -> int:
        """Open a new file with this text, the cursor at ``‸``, and wait for a server."""
        before, _, after = marked.partition(CURSOR)
        path = self._folder / name
        path.write_bytes((before + after).encode())
        self.session.command(f"edit {path}")
        row = before.count("\n")
        column = len(before.rpartition("\n")[2].encode())
        self.session.current.window.cursor = (row + 1, max(0, column))
        if wait:
            self.until("ready", lambda: self.status() == "afterword")
        return self.session.current.buffer.number

    def insert_at(self, marked: str, name: str = "page.md") -> int:
        """Open a file and begin to insert at ``‸``."""
        bufnr = self.open(marked, name)
        line = marked.partition(CURSOR)[0].rpartition("\n")[2]
        after = marked.partition(CURSOR)[2].partition("\n")[0].rstrip("\r")
        self.press("i" if after else ("A" if line else "i"))
        self.until("inserting", lambda: self.mode() == "i")
        return bufnr

    def press(self, keys: str) -> None:
        """Type keys, in Neovim's notation."""
        self.session.input(keys)

    def type(self, text: str) -> None:
        """Type text as it is."""
        self.press(text.replace("<", "<lt>"))

    def mode(self) -> str:
        return self.session.api.get_mode()["mode"]

    def text(self) -> str:
        return "\n".join(self.session.current.buffer[:])

    def cursor(self) -> tuple[int, int]:
        """Return the cursor's line, from 1, and its column in bytes, from 0."""
        row, column = self.session.current.window.cursor
        return row, column

    def marked(self) -> str:
        """Return the text with ``‸`` at the cursor."""
        row, column = self.cursor()
        lines = self.session.current.buffer[:]
        line = lines[row - 1].encode()
        lines[row - 1] = line[:column].decode() + CURSOR + line[column:].decode()
        return "\n".join(lines)

    def status(self) -> str:
        return self.lua("return require('afterword').status()")

    def messages(self) -> str:
        return self.session.command_output("messages")

    def marks(self, bufnr: int = 0) -> list[dict[str, Any]]:
        """Return the virtual text of this buffer: where it is, and how it is drawn."""
        found: list[dict[str, Any]] = []
        for _, row, column, details in self.session.api.buf_get_extmarks(
            bufnr, -1, 0, -1, {"details": True, "type": "virt_text"}
        ):
            found.append({"row": row, "column": column, **details})
        return found

    def ghosts(self, bufnr: int = 0) -> list[str]:
        """Return each ghost text that is drawn, with its count if it has one."""
        texts = ["".join(chunk[0] for chunk in mark["virt_text"]) for mark in self.marks(bufnr)]
        return [text for text in texts if text]

    def until_ghost(self, text: str | None = None) -> str:
        """Wait for ghost text, or for one that is just this, and return it."""

        def seen() -> str | None:
            ghosts = self.ghosts()
            return ghosts[0] if ghosts and text in (None, ghosts[0]) else None

        return self.until(f"shown {text!r}", seen)

    def until_no_ghost(self) -> None:
        self.until("hidden", lambda: not self.ghosts())

    def until_text(self, marked: str) -> None:
        """Wait until the text is this, with ``‸`` at the cursor."""
        self.until(f"{marked!r}", lambda: self.marked() == marked)

    def settle(self) -> None:
        """Wait until whatever was to be asked has been answered: 0.12 asks 200 ms after a key."""
        is_over = "return vim.g.is_over"
        self.lua("vim.g.is_over = nil; vim.defer_fn(function() vim.g.is_over = true end, 600)")
        self.until("over", lambda: self.lua(is_over))
        self.lua("""
          vim.g.is_over = nil
          local client = vim.lsp.get_clients({ name = "afterword" })[1]
          local run = { command = "afterword.status", arguments = {} }
          client:request("workspace/executeCommand", run, function() vim.g.is_over = true end)
        """)
        self.until("answered", lambda: self.lua(is_over))

    def server_pid(self) -> int | None:
        """Return the process id of the server, from the operating system; None if none runs."""
        threads = Path(f"/proc/{self.lua('return vim.uv.os_getpid()')}/task").iterdir()
        pids = [int(pid) for thread in threads for pid in (thread / "children").read_text().split()]
        return pids[0] if len(pids) == 1 else None
