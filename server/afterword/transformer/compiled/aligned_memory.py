"""Memory for compiled code, aligned to cache lines."""

import numpy as np
from numpy.typing import NDArray

CACHE_LINE_BYTES = 64
"""The bytes of a cache line of x86 processors."""


class AlignedMemory:
    """Zeroed memory that begins at a cache line; pages that are never touched cost nothing."""

    __slots__ = ("_bytes", "address")

    def __init__(self, size_bytes: int) -> None:
        self._bytes = np.zeros(size_bytes + CACHE_LINE_BYTES, np.uint8)
        offset = -self._bytes.ctypes.data % CACHE_LINE_BYTES
        self.address = self._bytes.ctypes.data + offset

    def floats(self, rows: int, columns: int) -> NDArray[np.float32]:
        """Return a view of its beginning as (rows, columns) numbers."""
        start = self.address - self._bytes.ctypes.data
        part = self._bytes[start : start + 4 * rows * columns]
        return part.view(np.float32).reshape(rows, columns)

    def int64s(self, count: int) -> NDArray[np.int64]:
        """Return a view of its beginning as ``count`` int64."""
        start = self.address - self._bytes.ctypes.data
        return self._bytes[start : start + 8 * count].view(np.int64)


def round_up(size: int, step: int) -> int:
    """Return the smallest multiple of ``step`` that is at least ``size``."""
    return -(-size // step) * step
