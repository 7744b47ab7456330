"""A contender in a process of its own, asked over its standard input: ``contenders/*.py``."""

import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

SCRIPTS = Path(__file__).parent / "contenders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one contender needed for one prompt and the text after it."""

    prompt_tokens: int
    prefill_s: float
    forwards: int
    """How often the model ran: fewer times than tokens were written, where it had guessed some."""
    written_tokens: int
    decode_s: float

    @property
    def prefill_tokens_per_s(self) -> float:
        """Tokens of the prompt that were read in a second."""
        return self.prompt_tokens / self.prefill_s

    @property
    def decode_ms(self) -> float:
        """Milliseconds of one run of the model: a token that was not guessed."""
        return self.decode_s * 1e3 / self.forwards

    @property
    def decode_ms_with_speculation(self) -> float:
        """Milliseconds of a token on average, those that were guessed included."""
        return self.decode_s * 1e3 / self.written_tokens


class Contender:
    """A model that was loaded and waits to be asked."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        """Wait until it is ready."""
        self._process = process
        self._receive()

    def measure(self, prompt: str, *, write_tokens: int) -> Reading:
        """Let it read a prompt that is new to it and write so many tokens."""
        stream = cast("IO[str]", self._process.stdin)
        stream.write(json.dumps({"prompt": prompt, "write_tokens": write_tokens}) + "\n")
        stream.flush()
        return Reading(**self._receive())

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
