"""Settings of glibc's memory allocator for the large, short-lived buffers of loading a model."""

import contextlib
import ctypes
import sys
from collections.abc import Generator

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
_MEBIBYTE = 1 << 20


@contextlib.contextmanager
def returning_large_buffers() -> Generator[None]:
    """Return large buffers to the operating system as soon as they are freed, inside this context.

    By default glibc raises its thresholds with the first large buffers and then keeps all later
    ones, in the arenas of loading threads that have ended: hundreds of megabytes that nobody uses.
    On leaving, the thresholds are set so high that buffers are kept: each prompt needs the same
    ones again. Without glibc this does nothing.
    """
    library = _glibc()
    if library is None:
        yield
        return
    library.mallopt(_MMAP_THRESHOLD, _MEBIBYTE)
    try:
        yield
    finally:
        library.mallopt(_MMAP_THRESHOLD, 32 * _MEBIBYTE)
        library.mallopt(_TRIM_THRESHOLD, 64 * _MEBIBYTE)
        library.malloc_trim(0)


def return_freed_memory() -> None:
    """Return freed memory that glibc has kept to the operating system; without glibc do nothing.

    Reading Gemma's tokenizer leaves 200 MB of such memory.
    """
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    has_both = hasattr(library, "mallopt") and hasattr(library, "malloc_trim")
    return library if has_both else None
