"""A contender in a process of its own, asked over its standard input: ``*_engine.py`` beside this."""

import json
import queue
import subprocess
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from afterword.study.benchmarking.engine_speed import EngineSpeed

SCRIPTS = Path(__file__).parent


class Contender:
    """A model that was loaded and waits to be asked."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start ``command`` and wait until it is ready."""
        self._command = command
        self._start()

    def measure(
        self, prompt: str, *, write_tokens: int, limit_s: float | None = None
    ) -> EngineSpeed:
        """Let it read a prompt that is new to it and write so many tokens.

        Raises:
            TimeoutError: it took longer than ``limit_s``. It was ended, and starts anew when it is
                asked again.
        """
        if self._process is None:
            self._start()
        stream = cast("IO[str]", cast("subprocess.Popen[str]", self._process).stdin)
        stream.write(json.dumps({"prompt": prompt, "write_tokens": write_tokens}) + "\n")
        stream.flush()
        return EngineSpeed(**self._receive(limit_s))

    def end(self) -> None:
        """End it, whatever it is doing."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            cast("IO[str]", stream).close()
        self._process = None

    def _start(self) -> None:
        self._process: subprocess.Popen[str] | None = subprocess.Popen(  # noqa: S603  # our own
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        # New for each process: a late line of one that was ended must not answer for the next.
        self._answers = queue.SimpleQueue[str]()
        output = cast("IO[str]", self._process.stdout)
        self._reader = threading.Thread(target=_pass_on, args=(output, self._answers), daemon=True)
        self._reader.start()
        self._receive(None)

    def _receive(self, limit_s: float | None) -> dict[str, Any]:
        try:
            line = self._answers.get(timeout=limit_s)
        except queue.Empty as error:
            self.end()
            raise TimeoutError from error
        if not line:
            self.end()
            raise SystemExit(f"a contender has ended: {self._command}")
        return json.loads(line)


def _pass_on(output: IO[str], answers: "queue.SimpleQueue[str]") -> None:
    """Put each line into ``answers``, then an empty one: a pipe can't be read with a time limit."""
    for line in output:
        answers.put(line)
    answers.put("")


@contextmanager
def running_contender(python: Path, script: str, *arguments: str) -> Generator[Contender]:
    """Start a contender's script under its own interpreter; end it afterwards."""
    contender = Contender((str(python), "-W", "ignore", str(SCRIPTS / script), *arguments))
    try:
        yield contender
    finally:
        contender.end()
