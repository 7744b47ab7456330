"""A contender in a process of its own, asked over its standard input: ``contenders/*.py``."""

import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from afterword.study.benchmarking.engine_speed import EngineSpeed

SCRIPTS = Path(__file__).parent / "contenders"


class Contender:
    """A model that was loaded and waits to be asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Wait until it is ready."""
        self._process = process
        self._receive()

    def measure(self, prompt: str, *, write_tokens: int) -> EngineSpeed:
        """Let it read a prompt that is new to it and write so many tokens."""
        stream = cast("IO[str]", self._process.stdin)
        stream.write(json.dumps({"prompt": prompt, "write_tokens": write_tokens}) + "\n")
        stream.flush()
        return EngineSpeed(**self._receive())

    def _receive(self) -> dict[str, Any]:
        line = cast("IO[str]", self._process.stdout).readline()
        if not line:
            raise SystemExit(f"a contender has ended: {self._process.args}")
        return json.loads(line)


@contextmanager
def running_contender(python: Path, script: str, *arguments: str) -> Generator[Contender]:
    """Start a contender's script under its own interpreter; end it afterwards."""
    process = subprocess.Popen(  # noqa: S603  # our own scripts
        [str(python), "-W", "ignore", str(SCRIPTS / script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        yield Contender(process)
    finally:
        process.kill()
        process.wait()
