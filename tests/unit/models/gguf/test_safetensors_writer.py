# pyright: basic
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import dequantize, quantize
from safetensors.torch import load_file

from afterword.errors import ModelFileError
from afterword.models.gguf.header import read_gguf_header
from afterword.models.gguf.safetensors_writer import to_bfloat16, unpack_tensors
from afterword.models.gguf.tensor_names import Change, PlannedTensor
from afterword.models.preparation_progress import PreparationProgress, Stage
from unit.models.tiny_gguf import QUIET


def write_one(path: Path, packed: np.ndarray, kind: GGMLQuantizationType) -> None:
    writer = GGUFWriter(path, "llama")
    writer.add_tensor("t", packed, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def unpack_one(
    path: Path, *, change: Change = Change.NONE, heads: int = 1, stage: Stage = QUIET
) -> torch.Tensor:
    plan = PlannedTensor(source=read_gguf_header(path).tensors["t"], name="ours", change=change)
    target = path.with_suffix(".safetensors")
    unpack_tensors(path, [plan], target, heads=heads, key_heads=heads, stage=stage)
    return load_file(target)["ours"]


def test_rounds_to_bfloat16_as_torch_does() -> None:
    draw = np.random.default_rng(1)
    bits = draw.integers(0, 2**32, size=200_000, dtype=np.uint32)
    ties = (bits & np.uint32(0xFFFF0000)) | np.uint32(0x8000)
    values = np.concatenate([bits, ties]).view(np.float32)
    values = values[~np.isnan(values)]
    expected = torch.from_numpy(values).to(torch.bfloat16).view(torch.int16).numpy()
    assert np.array_equal(to_bfloat16(values).view(np.int16), expected)


@pytest.mark.parametrize("name", ["F32", "F16", "BF16", "Q8_0", "Q5_0", "Q4_1"])
def test_unpacks_each_packing(tmp_path: Path, name: str) -> None:
    kind = GGMLQuantizationType[name]
    values = np.random.default_rng(2).normal(size=(4, 64)).astype(np.float32)
    packed = quantize(values, kind)
    write_one(tmp_path / "one.gguf", packed, kind)
    expected = torch.from_numpy(dequantize(packed, kind)).to(torch.bfloat16)
    assert torch.equal(unpack_one(tmp_path / "one.gguf"), expected)


def test_joins_the_chunks_of_a_tensor_that_needs_several(tmp_path: Path) -> None:
    kind = GGMLQuantizationType.Q8_0
    packed = quantize(np.random.default_rng(3).normal(size=(70_001, 32)).astype(np.float32), kind)
    write_one(tmp_path / "long.gguf", packed, kind)
    seen: list[PreparationProgress] = []
    stage = Stage(report=seen.append, message="unpacking", from_percent=10, to_percent=90)
    unpacked = unpack_one(tmp_path / "long.gguf", stage=stage)
    assert torch.equal(unpacked, torch.from_numpy(dequantize(packed, kind)).to(torch.bfloat16))
    assert len(seen) > 1
    assert seen[-1].percent == 90


def test_undoes_the_order_of_rotary_pairs(tmp_path: Path) -> None:
    original = torch.arange(16.0).reshape(8, 2)
    # One head of 8 rows: llama.cpp puts row i and row i + 4 side by side.
    swapped = original.reshape(1, 2, 4, 2).swapaxes(1, 2).reshape(8, 2)
    write_one(tmp_path / "q.gguf", swapped.numpy(), GGMLQuantizationType.F32)
    unpacked = unpack_one(tmp_path / "q.gguf", change=Change.UNPERMUTE_QUERY)
    assert torch.equal(unpacked.float(), original)


def test_refuses_rows_that_heads_cannot_share(tmp_path: Path) -> None:
    write_one(tmp_path / "q.gguf", np.zeros((8, 2), np.float32), GGMLQuantizationType.F32)
    with pytest.raises(ModelFileError, match="3 heads"):
        unpack_one(tmp_path / "q.gguf", change=Change.UNPERMUTE_QUERY, heads=3)


def test_notices_a_source_that_became_shorter(tmp_path: Path) -> None:
    path = tmp_path / "one.gguf"
    write_one(path, np.zeros((8, 64), np.float32), GGMLQuantizationType.F32)
    plan = PlannedTensor.unchanged(read_gguf_header(path).tensors["t"], name="ours")
    path.write_bytes(path.read_bytes()[:-1024])
    with pytest.raises(ModelFileError, match="became shorter"):
        unpack_tensors(path, [plan], tmp_path / "out", heads=1, key_heads=1, stage=QUIET)
