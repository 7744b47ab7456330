"""Drives a real Vim in a terminal of its own: keys go in as typed, and Vim tells what it sees."""

import json
import os
import pty
import select
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editors.scripted_servers import PACKAGE

ROOT = Path(__file__).parents[3]
CLIENT = ROOT / "clients" / "vim"
LIMIT_S = 45.0
"""Far beyond what anything takes, on a slow machine too."""
CURSOR = "‸"


class Vim:
    """One Vim, with nothing of anybody's. It connects to us, and evaluates what we send."""

    def __init__(self, folder: Path, before: str) -> None:
        """Start it; ``before`` is a Vim script that runs before the plugin."""
        self.folder = folder
        vim = shutil.which("vim")
        assert vim
        script = folder / "before.vim"
        script.write_text(f"set encoding=utf-8\n{before}\n", encoding="utf-8")
        self._numbers = iter(range(1, 1_000_000))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            connect = f"let channel = ch_open('127.0.0.1:{listener.getsockname()[1]}')"
            command = [vim, "-N", "-u", "NONE", "-i", "NONE", "-n", "--cmd", f"source {script}"]
            command += ["--cmd", f"set rtp^={CLIENT}", "--cmd", "filetype plugin on"]
            command += ["-c", "runtime plugin/afterword.vim", "-c", connect]
            self._terminal, theirs = pty.openpty()
            wanted = {"TERM": "xterm", "PYTHONPATH": PACKAGE}
            self._process = subprocess.Popen(  # noqa: S603 - all of it is ours
                command, cwd=folder, env={**os.environ, **wanted}, stdin=theirs, stdout=theirs
            )
            os.close(theirs)
            listener.settimeout(LIMIT_S)
            self._connection = listener.accept()[0]
        self._lines = self._connection.makefile(encoding="utf-8")

    def eval(self, expression: str) -> Any:
        """Evaluate an expression in the editor, between two keys."""
        self._drain()
        number = -next(self._numbers)
        self._connection.sendall((json.dumps(["expr", expression, number]) + "\n").encode())
        while True:
            answered, value = json.loads(self._lines.readline())
            if answered == number:
                return value

    def run(self, command: str) -> None:
        """Run an Ex command."""
        self.eval(f"execute({json.dumps(command)})")

    def press(self, keys: str) -> None:
        """Type keys as a terminal sends them."""
        os.write(self._terminal, keys.encode())

    def until(self, what: str, is_so: Callable[[], Any]) -> None:
        """Look again and again until something is the case."""
        give_up = time.monotonic() + LIMIT_S
        while not is_so():
            assert time.monotonic() < give_up, f"never {what}: {self.marked()!r} {self.screen()!r}"
            time.sleep(0.01)

    def until_ready(self) -> None:
        """Wait for the server's model."""
        phase = "g:AfterwordRun('afterword.status')->get('phase', '')"
        self.until("ready", lambda: self.eval(phase) == "ready")

    def open(self, marked: str, name: str = "page.txt") -> None:
        """Edit a new file with this text, and begin to insert at ``‸``."""
        before, _, after = marked.partition(CURSOR)
        (self.folder / name).write_text(before + after, encoding="utf-8")
        self.eval(f"execute('edit ' .. fnameescape({json.dumps(str(self.folder / name))}))")
        column = len(before.rpartition("\n")[2].encode()) + 1
        at_end = not after.partition("\n")[0]
        self.eval(f"cursor({before.count(chr(10)) + 1}, {column})")
        self.press("A" if at_end else "i")
        self.until("inserting", lambda: self.eval("mode()") == "i")
        self.until_ready()

    def marked(self) -> str:
        """Return the text with ``‸`` at the cursor."""
        lines: list[str] = self.eval("getline(1, '$')")
        row: int = self.eval("line('.')")
        column: int = self.eval("col('.')")
        line = lines[row - 1].encode()
        lines[row - 1] = line[: column - 1].decode() + CURSOR + line[column - 1 :].decode()
        return "\n".join(lines)

    def screen(self) -> str:
        """Return the line of the screen that the cursor is in, as it is painted."""
        self.eval("execute('redraw')")
        cells: list[str] = self.eval(
            "range(1, &columns)->mapnew('screenstring(screenrow(), v:val)')"
        )
        return "".join(cells).rstrip()

    def until_screen(self, line: str) -> None:
        self.until(f"painted {line!r}", lambda: self.screen() == line)

    def has_ghost(self) -> bool:
        """Whether anything is drawn in the text that is not part of it."""
        return bool(self.eval("prop_list(1, {'end_lnum': -1})"))

    def until_text(self, marked: str) -> None:
        self.until(repr(marked), lambda: self.marked() == marked)

    def end(self) -> None:
        """End it, whatever state it is in."""
        self._connection.sendall(b'["ex", "qa!"]\n')
        while self._process.poll() is None:
            self._drain()
            time.sleep(0.01)
        self._lines.close()
        self._connection.close()
        os.close(self._terminal)

    def _drain(self) -> None:
        """Take what it paints, so that it never waits for its terminal."""
        while select.select([self._terminal], [], [], 0)[0]:
            try:
                os.read(self._terminal, 65536)
            except OSError:
                return


StartVim = Callable[..., Vim]
"""Starts a Vim and a server whose engine follows a script."""
