"""Drives a real Emacs in batch mode, form by form, with a server as a writer has it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editors.scripted_servers import PACKAGE

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
CLIENT = ROOT / "clients" / "emacs"
CURSOR = "‸"


def lisp(value: str | list[str]) -> str:
    """Return a string or a list of strings as Lisp, in ASCII."""
    if isinstance(value, list):
        return f"(list {' '.join(map(lisp, value))})"
    plain = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    escaped = (char if char.isascii() else f"\\U{ord(char):08X}" for char in plain)
    return f'"{"".join(escaped)}"'


def environment(home: Path) -> dict[str, str]:
    """Return variables for an Emacs that reads and writes nothing of the user's.

    Servers find the package under test, wherever the tests found it.
    """
    wanted = {"HOME": str(home), "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": str(home / "config")}
    return {**os.environ, **wanted, "PYTHONPATH": PACKAGE}


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run an Emacs that has the system's packages, to its end."""
    emacs = shutil.which("emacs")
    assert emacs
    command = [emacs, "--batch", "-q", "-f", "package-initialize", *arguments]
    return subprocess.run(  # noqa: S603 - all of it is ours
        command, env=environment(home), check=False, capture_output=True, text=True
    )


class LispError(Exception):
    """What Emacs says when a form fails."""


class Emacs:
    """One Emacs. What is seen is read from its buffers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        emacs = shutil.which("emacs")
        assert emacs
        command = [emacs, "--batch", "-q", "-f", "package-initialize"]
        command += ["-l", str(HERE / "driving.el"), "-f", "driving-loop"]
        self._process = subprocess.Popen(  # noqa: S603 - all of it is ours
            command,
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def eval(self, form: str) -> Any:
        """Evaluate Lisp, on however many lines; return the value as JSON has it.

        Raises:
            LispError: the form failed.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(" ".join(form.splitlines()) + "\n")
        self._process.stdin.flush()
        # Emacs rings its bell on stdout too.
        answer = json.loads(self._process.stdout.readline().lstrip("\a"))
        if "error" in answer:
            raise LispError(answer["error"])
        return answer["value"]

    def end(self) -> None:
        """End it; servers end with their stdin."""
        self._process.communicate()

    def has(self, library: str) -> bool:
        return bool(self.eval(f"(locate-library {lisp(library)})"))

    def open(self, marked: str, name: str = "page.txt") -> None:
        """Visit a new file with this text, point at ``‸``."""
        before, _, after = marked.partition(CURSOR)
        path = str(self.folder / name)
        self.eval(f"(progn (driving-open {lisp(path)} {lisp(before)} {lisp(after)}) nil)")

    def until(self, form: str) -> None:
        """Wait until a form is true."""
        self.eval(f"(progn (driving-until (lambda () {form})) nil)")

    def press(self, keys: str) -> None:
        """Type keys, in Emacs's notation."""
        self.eval(f"(progn (driving-press {lisp(keys)}) nil)")

    def type(self, text: str) -> None:
        self.eval(f"(progn (driving-type {lisp(text)}) nil)")

    def marked(self) -> str:
        """Return the text with ``‸`` at point."""
        return self.eval("(driving-marked)")

    def ghosts(self) -> list[str]:
        """Return what is drawn at point."""
        return self.eval("(driving-ghosts)") or []

    def until_ghost(self, text: str) -> None:
        self.until(f"(equal (driving-ghosts) {lisp([text])})")


StartEmacs = Callable[..., Emacs]
"""Starts an Emacs that has certain libraries; skips the test where it has them not."""
