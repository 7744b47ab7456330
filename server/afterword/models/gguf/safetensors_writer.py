# pyright: basic
"""Writes a safetensors file from GGUF tensors, dequantised to bfloat16, a chunk at a time.

The models were trained in bfloat16, and transformers reads it without conversion. Rounding is to
nearest, ties to even, as in torch. Source: the description of the safetensors format. This file knows
no architecture, only the changes in ``PlannedTensor``.
"""

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from afterword.errors import ModelFileError
from afterword.models.gguf.header import GgufTensor
from afterword.models.gguf.tensor_names import Change, PlannedTensor
from afterword.models.preparation_progress import Stage

if TYPE_CHECKING:
    import numpy as np

_CHUNK_ELEMENTS: Final = 2**21
"""Elements of a chunk, 8 MB as 32-bit floats: larger ones exceed the processor's caches and are
slower."""
_BYTES_PER_BF16: Final = 2


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
    with source.open("rb") as packed, target.open("wb") as out:
        out.write(_safetensors_header(tensors))
        for tensor in tensors:
            head_count = key_heads if tensor.change is Change.UNPERMUTE_KEY else heads
            for chunk in _chunks(packed, tensor, heads=head_count):
                written = to_bfloat16(chunk)
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
    plan = PlannedTensor.unchanged(tensor, name=tensor.name)
    with source.open("rb") as packed:
        return float(_rows(packed, plan, 0, math.prod(tensor.shape[:-1])).max())


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


def _chunks(packed: BinaryIO, tensor: PlannedTensor, *, heads: int) -> "Iterator[np.ndarray]":
    """Yield the tensor's values from first to last, with llama.cpp's change undone."""
    rows = math.prod(tensor.source.shape[:-1])
    if tensor.change is Change.NONE:
        step = max(1, _CHUNK_ELEMENTS // tensor.source.shape[-1])
        for start in range(0, rows, step):
            yield _rows(packed, tensor, start, min(step, rows - start))
        return
    values = _rows(packed, tensor, 0, rows)
    if tensor.change is Change.MINUS_ONE:
        yield values - 1
    elif tensor.change is Change.TRANSPOSE:
        yield values.T
    elif rows % (2 * heads):
        raise ModelFileError(
            f"The model file {packed.name} is damaged: {tensor.source.name} has {rows} rows, which "
            f"{heads} heads can't share.",
            next_step="Fetch it again.",
        )
    else:
        # (head, pair, half, in) -> (head, half, pair, in)
        paired = values.reshape(heads, rows // heads // 2, 2, -1)
        yield paired.swapaxes(1, 2).reshape(rows, -1)


def _rows(packed: BinaryIO, tensor: PlannedTensor, start: int, count: int) -> "np.ndarray":
    """Read and unpack ``count`` rows; values  # (count, columns), 32-bit floats."""
    import numpy as np
    from gguf.constants import GGMLQuantizationType
    from gguf.quants import dequantize

    packing = tensor.source.packing
    columns = tensor.source.shape[-1]
    row_bytes = columns // packing.block_elements * packing.block_bytes
    packed.seek(tensor.source.offset_bytes + start * row_bytes)
    content = packed.read(count * row_bytes)
    if len(content) < count * row_bytes:
        raise ModelFileError(
            f"The model file {packed.name} became shorter while it was read.",
            next_step="Fetch it again.",
        )
    if packing.name == "F32":
        return np.frombuffer(content, dtype="<f4").reshape(count, columns)
    if packing.name == "F16":
        halves = np.frombuffer(content, dtype="<f2").reshape(count, columns)
        return halves.astype(np.float32)
    blocks = np.frombuffer(content, dtype=np.uint8).reshape(count, row_bytes)
    try:
        return dequantize(blocks, GGMLQuantizationType(packing.number))
    except (NotImplementedError, ValueError) as error:
        raise ModelFileError(
            f"{tensor.source.name} in {packed.name} is packed as {packing.name}, which can't be "
            "unpacked here.",
            next_step="Use a Q4_K_M, Q5_K_M, Q6_K or Q8_0 file of the same model.",
        ) from error
