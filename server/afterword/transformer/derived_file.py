"""Tensor files that are made of other files, and are made again when those change or when they are damaged."""

import logging
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
from numpy.typing import NDArray

from afterword.errors import ModelFileError
from afterword.transformer.making_lock import making
from afterword.transformer.sampled_checksum import CHECKSUM_BYTES, sampled_checksum
from afterword.transformer.tensor_file import (
    TensorFile,
    TensorShape,
    shape_of,
    write_tensor_file,
)

SOURCES = "sources"
"""The name of the metadata that say what a file was made of."""
_CHECKSUM = "checksum"
"""The name of the last tensor, the checksum of all that stands before it."""
_logger = logging.getLogger(__name__)

Content = TypeVar("Content")


def source_version(path: Path) -> str:
    """Return a text that changes when a file changes, without reading it.

    Raises:
        OSError: there is no such file.
    """
    stat = path.stat()
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def read_or_make(
    path: Path, *, read: Callable[[], Content | None], make: Callable[[], Content]
) -> Content:
    """Return what a derived file holds; it is made where there is none, by one process at a time.

    Args:
        path: the file.
        read: returns its content; None if there is no file that fits.
        make: makes the content, writes it if it can, and returns it.
    """
    content = read()
    if content is None:
        with making(path.with_name(f".{path.stem}.lock")):
            content = read()  # another process may have made it
            if content is None:
                content = make()
    return content


def open_derived(path: Path, sources: str) -> TensorFile | None:
    """Return a file if it was made of these sources, and is as it was written."""
    try:
        stored = TensorFile(path)
        # A file that was made before there were checksums is made again.
        if stored.metadata.get(SOURCES) != sources or _CHECKSUM not in stored.names:
            return None
        is_whole = stored.read(_CHECKSUM).tobytes() == _checksum(path)
    except (ModelFileError, OSError):
        return None
    if not is_whole:
        _logger.warning("%s is damaged, and is made again", path.name)
        return None
    return stored


def write_derived(
    path: Path,
    shapes: Mapping[str, TensorShape],
    tensors: Iterable[NDArray[Any]],
    metadata: Mapping[str, str],
) -> None:
    """Write tensors one by one, and a checksum; see ``write_tensor_file``.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    room = np.zeros(CHECKSUM_BYTES, np.uint8)
    write_tensor_file(
        path,
        {**shapes, _CHECKSUM: shape_of(room)},
        chain(tensors, [room]),
        metadata,
        complete=_write_checksum,
    )


def write_arrays(
    path: Path, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]
) -> None:
    """Write arrays that are all in memory; see ``write_derived``.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    shapes = {name: shape_of(array) for name, array in arrays.items()}
    write_derived(path, shapes, arrays.values(), metadata)


def _write_checksum(file: BinaryIO) -> None:
    """Put the checksum into the room for it at the end of a file."""
    size_bytes = file.seek(-CHECKSUM_BYTES, 2)
    checksum = sampled_checksum(file, size_bytes)
    file.seek(size_bytes)
    file.write(checksum)


def _checksum(path: Path) -> bytes:
    # Without a buffer, a page is one call of the system.
    with path.open("rb", buffering=0) as file:
        return sampled_checksum(file, file.seek(-CHECKSUM_BYTES, 2))
