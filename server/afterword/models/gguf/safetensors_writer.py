# pyright: basic
"""Writes a safetensors file from GGUF tensors, dequantised to bfloat16, a chunk at a time.

The models were trained in bfloat16, and transformers reads it without conversion. Rounding is to
nearest, ties to even, as in torch. Source: the description of the safetensors format. This file knows
no architecture, only the changes in ``PlannedTensor``.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from afterword.errors import ModelFileError
from afterword.made_ahead import made_ahead
from afterword.models.gguf.header import GgufTensor
from afterword.models.gguf.tensor_names import Change, PlannedTensor
from afterword.models.preparation_progress import Stage

if TYPE_CHECKING:
    import numpy as np

_CHUNK_ELEMENTS: Final = 2**18
"""Elements of a chunk, a megabyte as 32-bit floats. Of larger ones each temporary array is new memory
from the system, which takes as long as the arithmetic: 8 MB at a time took twice as long."""
_THREADS: Final = 2
"""Threads that unpack, beside the one that writes: more would only wait for the disk."""
_BYTES_PER_BF16: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    """Rows of a tensor that are unpacked together."""

    tensor: PlannedTensor
    start: int
    count: int


def unpacked_size_bytes(tensors: Sequence[PlannedTensor]) -> int:
    """Return the size of all tensors in 16 bits."""
    return sum(_BYTES_PER_BF16 * math.prod(tensor.shape) for tensor in tensors)


def unpack_tensors(
    source: Path,
    tensors: Sequence[PlannedTensor],
    target: Path,
    *,
    heads: int,
    key_heads: int,
    stage: Stage,
) -> None:
    """Write ``tensors`` of the GGUF file ``source`` to the safetensors file ``target``.

    Args:
        source: the GGUF file.
        tensors: what to unpack, in the order to write.
        target: the file to make.
        heads: the number of attention heads, for the changes that need it.
        key_heads: the number of key heads, for the changes that need it.
        stage: the progress stage, which gets the number of bytes written.

    Raises:
        ModelFileError: the source is truncated, or is quantised in a way that is not supported.
        OSError: the target can't be written.
    """
    total = unpacked_size_bytes(tensors)
    done = 0
    unpack = partial(_unpack, source, heads=heads, key_heads=key_heads)
    with target.open("wb") as out:
        out.write(_safetensors_header(tensors))
        for written in made_ahead(unpack, _chunks(tensors), threads=_THREADS):
            out.write(written.data)
            done += written.nbytes
            stage.advance(done, total)


def to_bfloat16(values: "np.ndarray") -> "np.ndarray":
    """Round 32-bit floats to bfloat16, as 16-bit integers of the same shape (shape: any)."""
    import numpy as np

    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    odd = bits >> np.uint32(16)
    odd &= np.uint32(1)
    odd += np.uint32(0x7FFF)
    odd += bits
    odd >>= np.uint32(16)
    return odd.astype(np.uint16)


def read_rotary_factor(source: Path, tensor: GgufTensor | None) -> float | None:
    """Return the factor by which Llama 3 scales its lowest rotary frequencies, if there is one."""
    if tensor is None:
        return None
    return float(_rows(source, tensor, 0, math.prod(tensor.shape[:-1])).max())


def _safetensors_header(tensors: Sequence[PlannedTensor]) -> bytes:
    entries: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for tensor in tensors:
        end = offset + unpacked_size_bytes([tensor])
        entries[tensor.name] = {
            "dtype": "BF16",
            "shape": list(tensor.shape),
            "data_offsets": [offset, end],
        }
        offset = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the data must begin at a multiple of 8
    return len(text).to_bytes(8, "little") + text


def _chunks(tensors: Sequence[PlannedTensor]) -> Iterator[_Chunk]:
    """Yield what is unpacked at a time; a tensor that llama.cpp changed is a chunk by itself."""
    for tensor in tensors:
        rows, columns = math.prod(tensor.source.shape[:-1]), tensor.source.shape[-1]
        step = max(1, _CHUNK_ELEMENTS // columns) if tensor.change is Change.NONE else rows
        for start in range(0, rows, step):
            yield _Chunk(tensor=tensor, start=start, count=min(step, rows - start))


def _unpack(source: Path, chunk: _Chunk, *, heads: int, key_heads: int) -> "np.ndarray":
    """Return a chunk's numbers as bfloat16, with llama.cpp's change undone."""
    tensor, rows = chunk.tensor, chunk.count
    values = _rows(source, tensor.source, chunk.start, rows)
    if tensor.change is Change.NONE:
        return to_bfloat16(values)
    if tensor.change is Change.MINUS_ONE:
        return to_bfloat16(values - 1)
    if tensor.change is Change.TRANSPOSE:
        return to_bfloat16(values.T)
    heads = key_heads if tensor.change is Change.UNPERMUTE_KEY else heads
    if rows % (2 * heads):
        raise ModelFileError(
            f"The model file {source} is damaged: {tensor.source.name} has {rows} rows, which "
            f"{heads} heads can't share.",
            next_step="Fetch it again.",
        )
    # (head, pair, half, in) -> (head, half, pair, in)
    paired = values.reshape(heads, rows // heads // 2, 2, -1)
    return to_bfloat16(paired.swapaxes(1, 2).reshape(rows, -1))


def _rows(source: Path, tensor: GgufTensor, start: int, count: int) -> "np.ndarray":
    """Read and unpack ``count`` rows; values  # (count, columns), 32-bit floats."""
    import numpy as np
    from gguf.constants import GGMLQuantizationType
    from gguf.quants import dequantize

    packing, columns = tensor.packing, tensor.shape[-1]
    row_bytes = columns // packing.block_elements * packing.block_bytes
    with source.open("rb") as packed:
        packed.seek(tensor.offset_bytes + start * row_bytes)
        content = packed.read(count * row_bytes)
    if len(content) < count * row_bytes:
        raise ModelFileError(
            f"The model file {source} became shorter while it was read.",
            next_step="Fetch it again.",
        )
    if packing.name == "F32":
        return np.frombuffer(content, dtype="<f4").reshape(count, columns)
    if packing.name == "F16":
        halves = np.frombuffer(content, dtype="<f2").reshape(count, columns)
        return halves.astype(np.float32)
    # As one row: the library takes 16 rows at a time, and is slow where they are short.
    blocks = np.frombuffer(content, dtype=np.uint8).reshape(1, -1)
    try:
        numbers = dequantize(blocks, GGMLQuantizationType(packing.number))
    except (NotImplementedError, ValueError) as error:
        raise ModelFileError(
            f"{tensor.name} in {source} is packed as {packing.name}, which can't be unpacked here.",
            next_step="Use a Q4_K_M, Q5_K_M, Q6_K or Q8_0 file of the same model.",
        ) from error
    return numbers.reshape(count, columns)
