"""How glibc's allocator is to treat the large, short-lived buffers of loading."""

import contextlib
import ctypes
import sys
from collections.abc import Generator

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # malloc.h: M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
_MEBIBYTE = 1 << 20


@contextlib.contextmanager
def returning_large_buffers() -> Generator[None]:
    """Give large buffers back to the system as soon as they are freed, while this is open.

    Left alone, glibc learns from the first large buffers to keep all later ones, in the arenas of
    loading threads that will be gone: hundreds of megabytes that nobody uses. Afterwards it may
    keep what it likes, since a prompt needs the same buffers again and again. Elsewhere than on
    glibc this does nothing.
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


def give_back_freed_memory() -> None:
    """Give the system what was freed and kept for later; elsewhere than on glibc do nothing.

    Reading Gemma's tokenizer leaves 200 MB of it behind.
    """
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    library = ctypes.CDLL(None) if sys.platform.startswith("linux") else None
    has_both = hasattr(library, "mallopt") and hasattr(library, "malloc_trim")
    return library if has_both else None
