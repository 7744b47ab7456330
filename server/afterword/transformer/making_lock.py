"""Lets one process make a file while others wait for it, so that two first starts do the work once.

The system frees the lock of a process that ends, however it ends.
"""

import contextlib
import logging
from collections.abc import Generator
from pathlib import Path

from filelock import FileLock, Timeout

_LIMIT_S = 180.0
"""Seconds that another process is waited for. On a busy machine a first start takes one or two minutes."""
_logger = logging.getLogger(__name__)


@contextlib.contextmanager
def making(path: Path, *, limit_s: float = _LIMIT_S) -> Generator[None]:
    """Wait until no other process makes what the lock file ``path`` stands for, and keep others from it.

    The caller looks inside whether it has been made meanwhile. Where no lock can be had in time, or at
    all, it makes it as well: that costs time, and what is written is written atomically.
    """
    with contextlib.ExitStack() as held:
        lock = FileLock(path)
        try:
            try:
                lock.acquire(timeout=0)
            except Timeout:
                _logger.info("waiting: another process makes the same (%s)", path.name)
                lock.acquire(timeout=limit_s)
            held.callback(lock.release)
        except Timeout:
            _logger.warning("another process has not finished (%s), so this one does it", path.name)
        except (OSError, NotImplementedError):
            _logger.debug("no lock can be had (%s)", path.name)
        yield
