"""The header of a GGUF file: its metadata and the place of each tensor. Unpacks nothing.

The file is not trusted, so every length is checked against the rest of the file before anything is
read or allocated. Source: the GGUF specification, versions 2 and 3, in ggml's ``docs/gguf.md``.
"""

import math
import mmap
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from afterword.errors import ModelFileError
from afterword.models.gguf.tensor_types import TENSOR_TYPES, TensorType

MetadataValue = int | float | bool | str | list[object]
"""The value of a metadata entry. An array has values of one kind: numbers, strings or arrays."""

_MAGIC: Final = b"GGUF"
_VERSIONS: Final = (2, 3)
_SCALARS: Final = {
    0: struct.Struct("<B"),
    1: struct.Struct("<b"),
    2: struct.Struct("<H"),
    3: struct.Struct("<h"),
    4: struct.Struct("<I"),
    5: struct.Struct("<i"),
    6: struct.Struct("<f"),
    7: struct.Struct("<?"),
    10: struct.Struct("<Q"),
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_STRING: Final = 8
_ARRAY: Final = 9
_U32: Final = _SCALARS[4]
_U64: Final = _SCALARS[10]
_MAX_DIMENSIONS: Final = 4
_MAX_NESTING: Final = 4
"""Levels of arrays inside arrays. The format has no limit, but no program writes more."""
_DEFAULT_ALIGNMENT_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class GgufTensor:
    """The place of one tensor in the file, and how it is quantised."""

    name: str
    shape: tuple[int, ...]
    """The slowest dimension first, as in numpy and torch; in the file the order is reversed."""
    packing: TensorType
    """The type of its blocks."""
    offset_bytes: int
    """The offset from the start of the file, in bytes."""
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GgufHeader:
    """The content of a GGUF file before its tensor data."""

    path: Path
    metadata: dict[str, MetadataValue]
    tensors: dict[str, GgufTensor]
    """The tensors by name, in the file's order."""

    @property
    def architecture(self) -> str:
        """The model's architecture: ``gemma3``, ``llama``, ``qwen2`` …; empty if it is missing."""
        value = self.metadata.get("general.architecture")
        return value if isinstance(value, str) else ""

    @property
    def parameters(self) -> int:
        """The number of weights in all tensors."""
        return sum(math.prod(tensor.shape) for tensor in self.tensors.values())


def read_gguf_header(path: Path) -> GgufHeader:
    """Read the header of a GGUF file and check that all its tensors lie inside the file.

    Raises:
        ModelFileError: it can't be read, is no GGUF file, has another version, or is truncated.
    """
    try:
        with path.open("rb") as file:
            if path.stat().st_size < len(_MAGIC):
                raise _not_gguf(path)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                return _HeaderReader(path, content).read()
    except OSError as error:
        raise ModelFileError(
            f"The model file {path} can't be read: {error.strerror or error}.",
            next_step="Check the path and its permissions.",
        ) from error


def _not_gguf(path: Path) -> ModelFileError:
    return ModelFileError(
        f"{path} is not a GGUF file: it doesn't begin with GGUF.",
        next_step="Give the path of a .gguf file, or fetch it again.",
    )


class _HeaderReader:
    """A reader of the header; ``_position`` is the offset of the next unread byte."""

    def __init__(self, path: Path, content: mmap.mmap) -> None:
        self._path = path
        self._content = content
        self._size_bytes = len(content)
        self._position = 0

    def read(self) -> GgufHeader:
        self._check_start()
        tensor_count = self._count("tensors", least_bytes_each=24)
        metadata_count = self._count("metadata entries", least_bytes_each=13)
        metadata: dict[str, MetadataValue] = {}
        for _ in range(metadata_count):
            key = self._string()
            metadata[key] = self._value(self._u32(), nesting=0)
        found = [self._tensor() for _ in range(tensor_count)]
        alignment = metadata.get("general.alignment", _DEFAULT_ALIGNMENT_BYTES)
        if not isinstance(alignment, int) or alignment <= 0 or alignment % 8:
            raise self._error(f"says an alignment of {alignment!r}, which is no multiple of 8")
        data_start = -(-self._position // alignment) * alignment
        tensors = {tensor.name: self._placed(tensor, data_start) for tensor in found}
        if len(tensors) != len(found):
            raise self._error("names the same tensor twice")
        return GgufHeader(path=self._path, metadata=metadata, tensors=tensors)

    def _check_start(self) -> None:
        if self._take(len(_MAGIC)) != _MAGIC:
            raise _not_gguf(self._path)
        version = self._u32()
        if version not in _VERSIONS:
            kind = "big-endian" if version & 0xFFFF == 0 else f"version {version}"
            raise ModelFileError(
                f"{self._path} is a GGUF file of a kind that can't be read here ({kind}).",
                next_step="Use a little-endian file of version 2 or 3.",
            )

    def _tensor(self) -> GgufTensor:
        """Read one row of the tensor table; its offset is still relative to the tensor data."""
        name = self._string()
        dimensions = self._u32()
        if not 1 <= dimensions <= _MAX_DIMENSIONS:
            raise self._error(f"gives tensor {name!r} {dimensions} dimensions")
        shape = tuple(self._u64() for _ in range(dimensions))[::-1]
        number = self._u32()
        packing = TENSOR_TYPES.get(number)
        if packing is None:
            raise self._error(
                f"packs tensor {name!r} in a way that is unknown here (type {number})"
            )
        elements = math.prod(shape)
        if elements == 0 or shape[-1] % packing.block_elements:
            raise self._error(f"gives tensor {name!r} the impossible shape {shape}")
        return GgufTensor(
            name=name,
            shape=shape,
            packing=packing,
            offset_bytes=self._u64(),
            size_bytes=elements // packing.block_elements * packing.block_bytes,
        )

    def _placed(self, tensor: GgufTensor, data_start: int) -> GgufTensor:
        offset = data_start + tensor.offset_bytes
        if offset + tensor.size_bytes > self._size_bytes:
            raise self._truncated()
        return replace(tensor, offset_bytes=offset)

    def _value(self, kind: int, *, nesting: int) -> MetadataValue:
        if kind == _STRING:
            return self._string()
        if kind == _ARRAY:
            return self._array(nesting=nesting)
        scalar = _SCALARS.get(kind)
        if scalar is None:
            raise self._error(f"holds a value of the unknown type {kind}")
        return scalar.unpack(self._take(scalar.size))[0]

    def _array(self, *, nesting: int) -> list[object]:
        if nesting >= _MAX_NESTING:
            raise self._error("nests arrays too deeply")
        kind = self._u32()
        scalar = _SCALARS.get(kind)
        if scalar is not None:
            count = self._count("array items", least_bytes_each=scalar.size)
            packed = self._take(count * scalar.size)
            return list(struct.unpack(f"<{count}{scalar.format[-1]}", packed))
        count = self._count("array items", least_bytes_each=8)
        return [self._value(kind, nesting=nesting + 1) for _ in range(count)]

    def _count(self, what: str, *, least_bytes_each: int) -> int:
        count = self._u64()
        if count * least_bytes_each > self._size_bytes - self._position:
            raise self._error(f"claims {count} {what}, more than it has room for")
        return count

    def _string(self) -> str:
        # Vocabularies may contain half a character: the rest of the file must stay readable.
        return self._take(self._u64()).decode("utf-8", errors="replace")

    def _u32(self) -> int:
        return _U32.unpack(self._take(4))[0]

    def _u64(self) -> int:
        return _U64.unpack(self._take(8))[0]

    def _take(self, length_bytes: int) -> bytes:
        end = self._position + length_bytes
        if end > self._size_bytes:
            raise self._truncated()
        taken = self._content[self._position : end]
        self._position = end
        return taken

    def _truncated(self) -> ModelFileError:
        return ModelFileError(
            f"The model file {self._path} is cut short: it has {self._size_bytes} bytes and "
            "should have more.",
            next_step="Fetch it again.",
        )

    def _error(self, what: str) -> ModelFileError:
        return ModelFileError(
            f"The model file {self._path} is damaged: it {what}.",
            next_step="Fetch it again, or use another file.",
        )
