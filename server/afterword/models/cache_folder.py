"""The cache folder: locks, temporary folders, and atomic publishing of finished ones.

A model appears in the cache folder by one rename, so a process that is killed leaves only a temporary
folder, which nothing loads. The holder of a model's lock may remove the model's temporary folders,
because the process that made them has ended. This file knows nothing of models.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from afterword.errors import ModelStorageError

_UNFINISHED: Final = ".unfinished-"
_LOCKS: Final = ".locks"
_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LOCK_POLL_S: Final = 1.0
"""Seconds between two attempts to get a lock."""
_LOCK_LIMIT_S: Final = 3600.0
"""Seconds after which waiting for a lock ends with an error: no preparation takes so long."""
_SPARE_BYTES: Final = 64 * 2**20
"""Bytes that are left free on the disk, because other programs fail on a full one."""


class CacheFolder:
    """A folder of finished folders, safe for several processes."""

    def __init__(self, root: Path, *, free_bytes: Callable[[Path], int]) -> None:
        """Use ``root``; nothing is created before it is needed."""
        self.root = root
        self._free_bytes = free_bytes

    def folder(self, key: str) -> Path:
        """Return where the finished folder for ``key`` is, or would be."""
        return self.root / key

    def finished(self) -> list[Path]:
        """Return all finished folders, by name."""
        if not self.root.is_dir():
            return []
        return sorted(
            path for path in self.root.iterdir() if path.is_dir() and not path.name.startswith(".")
        )

    @contextmanager
    def locked(self, key: str, *, while_waiting: Callable[[], None]) -> Generator[None]:
        """Hold the lock for ``key``; ``while_waiting`` is called every second until it is free.

        Raises:
            ModelStorageError: the folder can't be written, or the wait took an hour.
        """
        with self.storage_errors():
            locks = self.root / _LOCKS
            locks.mkdir(parents=True, exist_ok=True)
            lock = FileLock(locks / f"{key}.lock")
            waited_s = 0.0
            while True:
                try:
                    lock.acquire(timeout=_LOCK_POLL_S if waited_s else 0)
                    break
                except Timeout:
                    if waited_s >= _LOCK_LIMIT_S:
                        raise ModelStorageError(
                            f"Another process has been preparing {key} for an hour.",
                            next_step=f"End it, or delete {locks / key}.lock.",
                        ) from None
                    waited_s += _LOCK_POLL_S
                    while_waiting()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def unfinished(self, key: str) -> Generator[Path]:
        """Yield an empty temporary folder; it is removed afterwards, unless it was published.

        The caller holds the lock for ``key``.
        """
        self.remove_leftovers()
        self._remove_leftovers(key)
        with self.storage_errors():
            folder = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{key}-", dir=self.root))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, unfinished: Path, key: str) -> Path:
        """Make ``unfinished`` the finished folder for ``key``, in one atomic step.

        The caller holds the lock for ``key``. An existing folder for the key is replaced.

        Raises:
            ModelStorageError: the disk is full or can't be written.
        """
        target = self.folder(key)
        with self.storage_errors():
            for path in unfinished.iterdir():
                flush(path)
            flush(unfinished)
            self.discard(key)
            unfinished.rename(target)
            flush(self.root)
        return target

    def discard(self, key: str) -> int:
        """Remove a finished folder; return how many bytes that frees, 0 if there was none.

        It is renamed first, so it stops being a finished folder at once. The caller holds the lock
        for ``key``.
        """
        target = self.folder(key)
        if not target.is_dir():
            return 0
        with self.storage_errors():
            freed = size_of(target)
            discarded = Path(tempfile.mkdtemp(prefix=f"{_UNFINISHED}{key}-", dir=self.root))
            target.rename(discarded / "old")
        shutil.rmtree(discarded, ignore_errors=True)
        return freed

    def remove_leftovers(self) -> None:
        """Remove the temporary folders of preparations that were interrupted, for all models."""
        if not self.root.is_dir():
            return
        for leftover in self.root.glob(f"{_UNFINISHED}*"):
            key = leftover.name.removeprefix(_UNFINISHED).rpartition("-")[0]
            lock = FileLock(self.root / _LOCKS / f"{key}.lock")
            try:
                with lock.acquire(timeout=0):
                    shutil.rmtree(leftover, ignore_errors=True)
            except (Timeout, OSError):
                continue

    def require_space(self, needed_bytes: int) -> None:
        """Check that the disk has room for ``needed_bytes``, before the work begins.

        Raises:
            ModelStorageError: the disk has too little room.
        """
        with self.storage_errors():
            free_bytes = self._free_bytes(self.root)
        if free_bytes < needed_bytes + _SPARE_BYTES:
            raise ModelStorageError(
                f"The disk that holds {self.root} has {free_bytes // 2**20} MB free; "
                f"{(needed_bytes + _SPARE_BYTES) // 2**20} MB are needed.",
                next_step="Make room, or set AFTERWORD_CACHE_DIR to a folder on another disk.",
            )

    @contextmanager
    def storage_errors(self) -> Generator[None]:
        """Turn the system's errors about the cache folder into ``ModelStorageError``."""
        try:
            yield
        except OSError as error:
            place = error.filename or self.root
            if error.errno in _DISK_FULL:
                raise ModelStorageError(
                    f"The disk is full: {place} could not be written.",
                    next_step="Make room, or set AFTERWORD_CACHE_DIR to a folder on another disk.",
                ) from error
            raise ModelStorageError(
                f"The cache folder {self.root} can't be used: {error.strerror or error} ({place}).",
                next_step="Make it writable, or set AFTERWORD_CACHE_DIR to another folder.",
            ) from error

    def _remove_leftovers(self, key: str) -> None:
        """Remove the temporary folders of ``key``, whose lock the caller holds."""
        for leftover in self.root.glob(f"{_UNFINISHED}{key}-*"):
            shutil.rmtree(leftover, ignore_errors=True)


def free_bytes_of(folder: Path) -> int:
    """Return the number of free bytes on the disk of ``folder``."""
    return shutil.disk_usage(folder).free


def size_of(folder: Path) -> int:
    """Return how many bytes the files in a folder take; 0 if it isn't there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def flush(path: Path, *, system: str = os.name) -> None:
    """Wait until a file or folder is on the disk; ``system`` is a value of ``os.name``."""
    is_windows = system == "nt"
    if is_windows and path.is_dir():
        return  # Windows can't open a folder, and keeps its renames in order by itself
    # Windows flushes only what is open for writing; elsewhere a file may be read-only.
    descriptor = os.open(path, os.O_RDWR if is_windows else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
