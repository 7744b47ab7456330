"""The cache of compiled code on disk, so that code is compiled once for each processor and version.

numba checks only the date of one source file, and trusts the stored code. So each version of all
source files has a folder of its own, and a folder is deleted if its code could not be read, or if a
process crashed while it read it.
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

from afterword.transformer.making_lock import making

_ATTEMPT = "attempt-"
"""The prefix of a marker file that exists while a process reads or compiles code; its number follows."""

_LOCKS = ".locks"
"""The folder of the locks that processes hold while they compile."""

_OTHER_FILES = (
    "processor_features.py",
    "quantisation/int8_panels.py",
    "quantisation/four_bit_panels.py",
    "quantisation/four_bit_grids.py",
)
"""The files of ``transformer`` that say which instructions code may use, and how it finds weights in memory."""

_LIMIT_S = 100.0
"""Seconds that another process's compilation is waited for: it takes 15, and more on a busy machine."""
_UNUSED_AFTER_S = 30 * 24 * 3600
"""The time in seconds since its last use after which the code of another version is deleted."""
_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def cached_code(folder: Path | None) -> Generator[None]:
    """Keep code that numba compiles in this context in ``folder``, and read it from there.

    Without a folder, or if it can't be written, code is compiled in each process. While another process
    compiles, this one waits for it.
    """
    if folder is None or is_code_cached(folder):
        with _kept_in(folder):
            yield
        return
    locks = folder / _LOCKS
    with contextlib.suppress(OSError):
        locks.mkdir(parents=True, exist_ok=True)
    # Whoever waited here reads what the other process compiled.
    with making(locks / f"{_version()}.lock", limit_s=_LIMIT_S), _kept_in(folder):
        yield


@contextlib.contextmanager
def _kept_in(folder: Path | None) -> Generator[None]:
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


def is_code_cached(folder: Path) -> bool:
    """Return whether code of this version is kept in ``folder``."""
    return any((folder / _version()).rglob("*.nbi"))


def _open(chosen: Path) -> Path | None:
    """Return the folder, emptied if a process crashed while it used it; None if it can't be written."""
    if any(not _is_running(attempt) for attempt in chosen.glob(f"{_ATTEMPT}*")):
        shutil.rmtree(chosen, ignore_errors=True)
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen):
            pass
    except OSError as error:
        _logger.warning(
            "code is compiled at every start, for it can't be kept in %s (%s): "
            "make that folder writable, or set AFTERWORD_CACHE_DIR to another one",
            chosen.parent,
            error.strerror,
        )
        return None
    _remove_unused_versions(chosen)
    return chosen


def _is_running(attempt: Path) -> bool:
    import psutil

    number = attempt.name.removeprefix(_ATTEMPT)
    return number.isdecimal() and psutil.pid_exists(int(number))


def _remove_unused_versions(chosen: Path) -> None:
    """Delete other versions that were not used for a month."""
    with contextlib.suppress(OSError):
        os.utime(chosen)
        for other in chosen.parent.iterdir():
            if other.name != _LOCKS and time.time() - other.stat().st_mtime > _UNUSED_AFTER_S:
                shutil.rmtree(other, ignore_errors=True)


def _version() -> str:
    digest = hashlib.sha256(metadata.version("numba").encode())
    folder = Path(__file__).parent
    others = [folder.parent / name for name in _OTHER_FILES]
    for path in [*sorted(folder.rglob("*.py")), *others]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
