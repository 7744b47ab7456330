"""Compiles in a separate process, while a model is unpacked and rounded in this one.

Both run mostly in Python, so that in one process the GIL would let only one of them run at a time.
``python -m afterword.transformer.compiled.background_compilation FOLDER`` is that process.
"""

import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Self

from afterword.transformer.compiled.code_cache import cached_code, is_code_cached
from afterword.transformer.precision import can_run_compiled_code

_TIMEOUT_S = 120
"""The longest time in seconds that a compilation is waited for."""

_WITHOUT_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Keeps Windows from opening a console for the process, if this one has none."""


class BackgroundCompilation:
    """A process that compiles code, if that is needed."""

    def __init__(self, folder: Path) -> None:
        """Start the process. If it fails, code is compiled when it is needed."""
        self._process: subprocess.Popen[bytes] | None = None
        # Nothing that fails here may keep a model from loading.
        with contextlib.suppress(Exception):
            if _is_needed(folder):
                self._start(folder)

    def _start(self, folder: Path) -> None:
        # -P: nothing may be imported from the working directory, which is the writer's.
        module = "afterword.transformer.compiled.background_compilation"
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", module, str(folder)],
            stdin=subprocess.PIPE,  # closed when this process ends: see ``_end_with_parent``
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_WITHOUT_WINDOW,
        )

    def __enter__(self) -> Self:
        """Return it; the process ends before the context does."""
        return self

    def __exit__(self, *_: object) -> None:
        """See ``finish``."""
        self.finish()

    @property
    def process_id(self) -> int | None:
        """The number of the process; None if none was needed, or if it could not be started."""
        return None if self._process is None else self._process.pid

    def finish(self) -> None:
        """Wait until the code is compiled; end a process that hangs."""
        if self._process is None:
            return
        try:
            self._process.wait(_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        finally:
            if self._process.stdin is not None:
                self._process.stdin.close()


def _is_needed(folder: Path) -> bool:
    """Return whether compiled code can run here and is missing."""
    if not can_run_compiled_code() or is_code_cached(folder):
        return False
    folder.mkdir(parents=True, exist_ok=True)  # on the first start no part of the cache exists
    return os.access(folder, os.W_OK)


def _end_with_parent() -> None:
    """End this process as soon as stdin ends: the process that reads the code is gone."""
    os.read(0, 1)
    os._exit(1)


def _compile(folder: Path) -> None:
    # A thread that waits in a system call keeps nothing from being compiled.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with cached_code(folder):
        from afterword.transformer.compiled.thread_pool import compile_program

        compile_program()


if __name__ == "__main__":
    _compile(Path(sys.argv[1]))
