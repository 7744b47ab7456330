"""Tensor files that are made of other files, and are made again when those change."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from afterword.errors import ModelFileError
from afterword.transformer.tensor_file import TensorFile, shape_of, write_tensor_file

SOURCES = "sources"
"""The name of the metadata that say what a file was made of."""


def source_version(path: Path) -> str:
    """Return a text that changes when a file changes, without reading it.

    Raises:
        OSError: there is no such file.
    """
    stat = path.stat()
    return f"{stat.st_size}:{stat.st_mtime_ns}"


def open_derived(path: Path, sources: str) -> TensorFile | None:
    """Return a file if it can be read and was made of these sources."""
    try:
        stored = TensorFile(path)
    except ModelFileError:
        return None
    return stored if stored.metadata.get(SOURCES) == sources else None


def write_arrays(
    path: Path, arrays: Mapping[str, NDArray[Any]], metadata: Mapping[str, str]
) -> None:
    """Write arrays that are all in memory, see ``write_tensor_file``.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    shapes = {name: shape_of(array) for name, array in arrays.items()}
    write_tensor_file(path, shapes, arrays.values(), metadata)
