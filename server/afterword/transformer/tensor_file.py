"""Safetensors files, read one tensor at a time, each in a memory map of its own.

A map is closed when its tensor is dropped. The safetensors library maps the whole file for as long
as any tensor of it is in use, so that every page that was ever read stays resident. Loading packs
one weight after the other and then drops it.

Tensors are numpy arrays, so that a model is served without torch. numpy has no bf16: such a tensor
is an array of uint16, the upper halves of float32 numbers, and uint16 means nothing else here.
Format: https://huggingface.co/docs/safetensors (an 8-byte length, a JSON header, the data).
"""

import json
import math
import os
import struct
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from afterword.errors import ModelFileError

_MAX_HEADER_BYTES = 100_000_000
"""Bytes of the longest header that is read; the safetensors library has the same limit."""

_DTYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype(np.float32),
    "F16": np.dtype(np.float16),
    "BF16": np.dtype(np.uint16),
    "I8": np.dtype(np.int8),
    "U8": np.dtype(np.uint8),
    "I64": np.dtype(np.int64),
}
_DTYPE_NAMES = {dtype: name for name, dtype in _DTYPES.items()}

TensorShape = tuple[np.dtype[Any], tuple[int, ...]]
"""A tensor's type and shape."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """The byte range of a tensor, from the start of the file, with its type and shape."""

    dtype_name: str
    shape: tuple[int, ...]
    start: int
    end: int


class TensorFile:
    """A safetensors file, opened for reading."""

    def __init__(self, path: Path) -> None:
        """Read the header.

        Raises:
            ModelFileError: the file is missing, truncated or no safetensors file.
        """
        self.path = path
        self._file: FileIO | None = None
        try:
            size_bytes = path.stat().st_size
            with path.open("rb") as file:
                self.metadata, self._entries = _read_header(file, size_bytes)
        except (OSError, ValueError, TypeError, LookupError, struct.error) as error:
            raise _damaged(path) from error

    @property
    def names(self) -> list[str]:
        """The names of the tensors in the file."""
        return list(self._entries)

    @property
    def parameters(self) -> int:
        """The number of elements of all tensors together."""
        return sum(math.prod(entry.shape) for entry in self._entries.values())

    def read(self, name: str, *, is_writable: bool = False) -> NDArray[Any]:
        """Return one tensor, mapped from the file: processes that map the same file share its memory.

        Args:
            name: the tensor's name.
            is_writable: whether the array may be written, as torch wants it. A page that is written
                is copied, and the file does not change.

        Raises:
            ModelFileError: there is no such tensor, or its type is not a weight's.
        """
        entry = self._entry(name)
        dtype, size_bytes = self._check(entry), entry.end - entry.start
        if size_bytes == 0:
            return np.empty(entry.shape, dtype)
        mapped = np.memmap(
            self._opened(),
            np.uint8,
            mode="c" if is_writable else "r",
            offset=entry.start,
            shape=(size_bytes,),
        )
        return np.asarray(mapped).view(dtype).reshape(entry.shape)

    def read_rows(self, name: str, indices: Sequence[int]) -> NDArray[Any]:
        """Return copies of some rows of a (rows, columns) tensor, without mapping it.

        This suits tables of which few rows are ever read: each read from a map makes 64 kB resident.

        Raises:
            ModelFileError: there is no such tensor, or its type is not a weight's.
            IndexError: there is no such row.
            OSError: the file can't be read any more.
        """
        entry = self._entry(name)
        dtype = self._check(entry)
        rows, columns = entry.shape
        row_bytes = columns * dtype.itemsize
        file = self._opened()
        found = np.empty((len(indices), row_bytes), np.uint8)
        for index, target in zip(indices, found, strict=True):
            if not 0 <= index < rows:
                raise IndexError(f"{name} has no row {index}")
            file.seek(entry.start + index * row_bytes)
            if file.readinto(target.data) != row_bytes:
                raise OSError(f"{self.path} ends early")
        return found.view(dtype)

    def _opened(self) -> FileIO:
        """Return the open file: kept open, it stays the same one when another replaces it on disk.

        Raises:
            ModelFileError: the file has been removed.
        """
        if self._file is None:
            try:
                self._file = FileIO(self.path)
            except OSError as error:
                raise _damaged(self.path) from error
            weakref.finalize(self, self._file.close)
        return self._file

    def _entry(self, name: str) -> _Entry:
        entry = self._entries.get(name)
        if entry is None or entry.dtype_name not in _DTYPES:
            raise ModelFileError(
                f"{self.path} has no usable tensor {name}.", next_step="Prepare the model again."
            )
        return entry

    def _check(self, entry: _Entry) -> np.dtype[Any]:
        """Return a tensor's type, after checking that its shape fits its byte range."""
        dtype, size_bytes = _DTYPES[entry.dtype_name], entry.end - entry.start
        if min(entry.shape, default=0) < 0 or size_bytes != math.prod(entry.shape) * dtype.itemsize:
            raise _damaged(self.path)
        return dtype


def to_float32(tensor: NDArray[Any]) -> NDArray[np.float32]:
    """Return a tensor of any float type as float32; uint16 is bf16."""
    if tensor.dtype == np.uint16:
        wide = tensor.astype(np.uint32)
        wide <<= np.uint32(16)
        return wide.view(np.float32)
    return tensor.astype(np.float32, copy=False)


def shape_of(tensor: NDArray[Any]) -> TensorShape:
    """Return an array's type and shape, as ``write_tensor_file`` takes them."""
    return tensor.dtype, tensor.shape


def write_tensor_file(
    path: Path,
    shapes: Mapping[str, TensorShape],
    tensors: Iterable[NDArray[Any]],
    metadata: Mapping[str, str],
    *,
    complete: Callable[[BinaryIO], None] = lambda _: None,
) -> None:
    """Write tensors one by one, so that only one has to be in memory.

    The write is atomic: the file appears under its name only when it is complete and on disk.

    Args:
        path: the file to write; an existing one is replaced.
        shapes: each tensor's type and shape, in the order of ``tensors``.
        tensors: the tensors; iterated once.
        metadata: written into the header.
        complete: called with the whole file, open for reading and writing, before it gets its name.

    Raises:
        OSError: the folder can't be written, or the disk is full.
    """
    header: dict[str, object] = {"__metadata__": dict(metadata)}
    offset = 0
    for name, (dtype, shape) in shapes.items():
        end = offset + math.prod(shape) * dtype.itemsize
        header[name] = {"dtype": _DTYPE_NAMES[dtype], "shape": shape, "data_offsets": [offset, end]}
        offset = end
    encoded = json.dumps(header).encode()
    # Tensors whose sizes are multiples of 64 bytes then begin at cache lines.
    encoded += b" " * (-(len(encoded) + 8) % 64)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w+b") as file:
            file.write(struct.pack("<Q", len(encoded)) + encoded)
            for (dtype, shape), tensor in zip(shapes.values(), tensors, strict=True):
                if tensor.dtype != dtype or tensor.shape != shape:
                    raise ValueError(f"expected {dtype} {shape}, got {tensor.dtype} {tensor.shape}")
                file.write(np.ascontiguousarray(tensor).data)
            complete(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _read_header(file: BinaryIO, size_bytes: int) -> tuple[dict[str, str], dict[str, _Entry]]:
    """Return the metadata, and the entry of each tensor.

    Raises:
        ValueError, TypeError, LookupError, struct.error: the file is damaged.
    """
    (header_bytes,) = struct.unpack("<Q", file.read(8))
    if header_bytes > min(_MAX_HEADER_BYTES, size_bytes - 8):
        raise ValueError("the header is longer than the file")
    parsed: object = json.loads(file.read(header_bytes))
    if not isinstance(parsed, dict):
        raise TypeError("the header is no JSON object")
    header = cast("dict[str, Any]", parsed)
    metadata: dict[str, str] = dict(header.pop("__metadata__", {}))
    data_start = 8 + header_bytes
    entries: dict[str, _Entry] = {}
    for name, raw in header.items():
        start, end = (data_start + int(offset) for offset in raw["data_offsets"])
        if not data_start <= start <= end <= size_bytes:
            raise ValueError(f"{name} reaches beyond the file")
        shape = tuple(int(size) for size in raw["shape"])
        entries[name] = _Entry(str(raw["dtype"]), shape, start, end)
    if max((entry.end for entry in entries.values()), default=data_start) != size_bytes:
        raise ValueError("there are bytes after the last tensor")
    return metadata, entries


def _damaged(path: Path) -> ModelFileError:
    return ModelFileError(
        f"{path} is missing, truncated or no safetensors file.",
        next_step="Prepare the model again.",
    )
