"""A checksum of a file's bytes that is quick to take: of all of a small file, of parts of a large one.

It is to notice what a crash, a full disk or a bad one leaves, which are pages of zeros or of other files
and not single bits. Of a large file some hundred pages are read, evenly spread: any damaged stretch that
is longer than their distance is noticed.
"""

import zlib
from typing import BinaryIO, Final

CHECKSUM_BYTES: Final = 4
"""Bytes of a checksum."""
_WHOLE_BYTES: Final = 8 * 2**20
"""Bytes of the largest file of which all is read, in 2 ms. A tokenizer's tables are no larger."""
_SAMPLES: Final = 512
"""Pages of a large file that are read, in a millisecond. In 270 MB they are half a megabyte apart, less
than any layer's weights are long."""
_PAGE_BYTES: Final = 4096


def sampled_checksum(file: BinaryIO, size_bytes: int) -> bytes:
    """Return the checksum of the first ``size_bytes`` of a file.

    Raises:
        OSError: the file can't be read.
    """
    if size_bytes <= _WHOLE_BYTES:
        file.seek(0)
        return _as_bytes(zlib.crc32(file.read(size_bytes)))
    checksum = 0
    for sample in range(_SAMPLES):
        # The first begins where the file does, and the last ends where it ends.
        file.seek(sample * (size_bytes - _PAGE_BYTES) // (_SAMPLES - 1))
        checksum = zlib.crc32(file.read(_PAGE_BYTES), checksum)
    return _as_bytes(checksum)


def _as_bytes(checksum: int) -> bytes:
    return checksum.to_bytes(CHECKSUM_BYTES, "little")
