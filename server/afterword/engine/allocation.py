"""Keeps the C library from holding on to memory that loading a model needed for a moment."""

import contextlib
import ctypes
import platform

_MMAP_THRESHOLD_OPTION = -3
"""``M_MMAP_THRESHOLD`` of glibc's ``mallopt(3)``."""
_MMAP_THRESHOLD_BYTES = 256 * 1024


def return_large_blocks() -> None:
    """Make glibc give freed blocks of over 256 KiB back to the system; elsewhere do nothing.

    By default the limit grows with the blocks that are freed, and a tenth of the server's memory
    is then held for weights that were only passing through.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD_OPTION, _MMAP_THRESHOLD_BYTES)
