# pyright: basic
"""Where compiled code is kept, so that it is compiled once for each processor and version.

numba looks at the date of one source file to tell whether code is out of date, and believes what it
finds. So each version of all files has a folder of its own, and a folder whose code could not be
read, or crashed the process that read it, is thrown away.
"""

import contextlib
import hashlib
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Generator
from importlib import metadata
from pathlib import Path

_ATTEMPT = "attempt-"
"""A file of this name, with the number of a process behind it, stands while that process reads or
compiles code."""

_LAYOUT_FILES = ("panels.py", "four_bit_panels.py", "grids.py")
"""The files of ``quantisation`` that say how compiled code finds weights in memory."""

_FORGOTTEN_AFTER_S = 30 * 24 * 3600
_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def kept_code(folder: Path | None) -> Generator[None]:
    """Let code that is compiled meanwhile be kept below ``folder``, and be looked for there.

    Where nothing can be written, or no folder is given, code is compiled anew in each process.
    """
    from numba.core import config

    chosen = None if folder is None else _open(folder / _version())
    config.CACHE_DIR = "" if chosen is None else str(chosen)  # pyright: ignore[reportAttributeAccessIssue]
    if chosen is None:
        yield
        return
    attempt = chosen / f"{_ATTEMPT}{os.getpid()}"
    with contextlib.suppress(OSError):
        attempt.touch()
    try:
        yield
    except BaseException:
        shutil.rmtree(chosen, ignore_errors=True)
        raise
    with contextlib.suppress(OSError):
        attempt.unlink()


def is_code_kept(folder: Path) -> bool:
    """Whether some code of this version is kept below ``folder``."""
    return any((folder / _version()).rglob("*.nbi"))


def _open(chosen: Path) -> Path | None:
    """Return the folder, empty if a process died over what it held; None if it can't be written."""
    if any(not _is_running(attempt) for attempt in chosen.glob(f"{_ATTEMPT}*")):
        shutil.rmtree(chosen, ignore_errors=True)
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen):
            pass
    except OSError as error:
        _logger.warning("compiled code is not kept: %s", error.strerror)
        return None
    _sweep(chosen)
    return chosen


def _is_running(attempt: Path) -> bool:
    import psutil

    number = attempt.name.removeprefix(_ATTEMPT)
    return number.isdecimal() and psutil.pid_exists(int(number))


def _sweep(chosen: Path) -> None:
    """Throw away other versions that nobody has used for a month."""
    with contextlib.suppress(OSError):
        os.utime(chosen)
        for other in chosen.parent.iterdir():
            if time.time() - other.stat().st_mtime > _FORGOTTEN_AFTER_S:
                shutil.rmtree(other, ignore_errors=True)


def _version() -> str:
    digest = hashlib.sha256(metadata.version("numba").encode())
    folder = Path(__file__).parent
    layouts = [folder.parent / "quantisation" / name for name in _LAYOUT_FILES]
    for path in [*sorted(folder.rglob("*.py")), *layouts]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
