# pyright: basic
"""Compiling in a process of its own, beside the unpacking of a model.

Both are Python for the most part, and would take turns in one process.
``python -m afterword.transformer.compiled.background_compilation FOLDER`` is that process.
"""

import contextlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from afterword.transformer.compiled.code_cache import is_code_kept, kept_code

_MOST_SECONDS = 120


class Precompilation:
    """Code that is being compiled, if it has to be. The process imports torch, this one does not."""

    def __init__(self, folder: Path) -> None:
        """Begin. Whatever goes wrong: code that is not there is compiled when it is needed."""
        self._process: subprocess.Popen[bytes] | None = None
        # Nothing that fails here may keep a model from loading.
        with contextlib.suppress(Exception):
            if _is_needed(folder):
                self._start(folder)

    def _start(self, folder: Path) -> None:
        # -P: the working directory is the writer's, and no place to import from.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [
                sys.executable,
                "-P",
                "-m",
                "afterword.transformer.compiled.background_compilation",
                str(folder),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def finish(self) -> None:
        """Wait until the code is there; give up on a process that hangs."""
        if self._process is None:
            return
        try:
            self._process.wait(_MOST_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _is_needed(folder: Path) -> bool:
    """Whether code can run here, and is not there yet. Without torch, which takes long to import."""
    if importlib.util.find_spec("numba") is None or is_code_kept(folder):
        return False
    from llvmlite import binding

    folder.mkdir(parents=True, exist_ok=True)  # the first time nothing of the cache is there
    return bool(binding.get_host_cpu_features().get("avx2")) and os.access(folder, os.W_OK)


def _compile(folder: Path) -> None:
    from afterword.transformer.precision import can_run_compiled_code

    if not can_run_compiled_code():
        return
    with kept_code(folder):
        from afterword.transformer.compiled.crew import compile_program

        compile_program()


if __name__ == "__main__":
    _compile(Path(sys.argv[1]))
