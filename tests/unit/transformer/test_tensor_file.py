# pyright: basic
"""Reading and writing safetensors."""

import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from afterword.errors import ModelFileError
from afterword.transformer.tensor_file import (
    TensorFile,
    shape_of,
    to_float32,
    write_tensor_file,
)
from afterword.transformer.torch_arrays import as_array, as_tensor

FLOAT32 = np.dtype(np.float32)


@pytest.mark.parametrize(
    "dtype", [torch.float32, torch.float16, torch.bfloat16, torch.int8], ids=str
)
def test_reads_what_the_library_writes(tmp_path: Path, dtype: torch.dtype) -> None:
    tensor = torch.arange(12).view(3, 4).to(dtype)
    save_file({"odd": torch.zeros(3, dtype=torch.int8), "a": tensor}, tmp_path / "x.safetensors")
    read = as_tensor(TensorFile(tmp_path / "x.safetensors").read("a", is_writable=True))
    assert read.dtype == dtype
    assert torch.equal(read, tensor)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16], ids=str)
def test_every_float_type_becomes_float32(dtype: torch.dtype) -> None:
    tensor = torch.tensor([[1.5, -0.0, 3e-5], [float("inf"), -7e4, 0.1]]).to(dtype)
    found = to_float32(as_array(tensor))
    assert torch.equal(torch.from_numpy(found), tensor.float())


def test_a_tensor_that_was_read_for_writing_changes_nothing_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_file({"a": torch.zeros(4)}, path)
    TensorFile(path).read("a", is_writable=True)[:] = 1
    assert not TensorFile(path).read("a").any()


def test_a_tensor_that_was_read_for_reading_is_not_written_by_mistake(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_file({"a": torch.zeros(4)}, path)
    with pytest.raises(ValueError, match="read-only"):
        TensorFile(path).read("a")[:] = 1


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux how a file is mapped")
def test_processes_share_the_memory_of_what_they_read(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_file({"a": torch.ones(1 << 20)}, path)
    array = TensorFile(path).read("a")
    assert array.sum() == 1 << 20  # every page has been read
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    (permissions,) = (line.split()[1] for line in maps if line.endswith(str(path)))
    assert permissions == "r--s"  # read-only, and shared: no page can be copied


def test_the_library_reads_what_is_written(tmp_path: Path) -> None:
    tensors = {
        "a": torch.randn(3, 4),
        "b": torch.ones(2, dtype=torch.int8),
        "c": torch.empty(0),
        "d": torch.randn(5).bfloat16(),
        "e": torch.randn(4, 3).t(),
    }
    arrays = {name: as_array(each) for name, each in tensors.items()}
    shapes = {name: shape_of(each) for name, each in arrays.items()}
    write_tensor_file(tmp_path / "x.safetensors", shapes, arrays.values(), {"who": "we"})
    read = load_file(tmp_path / "x.safetensors")
    assert all(torch.equal(read[name], tensors[name]) for name in tensors)
    assert TensorFile(tmp_path / "x.safetensors").metadata == {"who": "we"}


def test_writing_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    def tensors() -> Iterator[NDArray[np.float32]]:
        yield np.zeros(1000, np.float32)
        raise OSError(28, "No space left on device")

    shapes = dict.fromkeys("ab", (FLOAT32, (1000,)))
    with pytest.raises(OSError, match="No space"):
        write_tensor_file(tmp_path / "x.safetensors", shapes, tensors(), {})
    assert list(tmp_path.iterdir()) == []


def test_writing_another_shape_than_announced_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected"):
        write_tensor_file(
            tmp_path / "x.safetensors", {"a": (FLOAT32, (2,))}, [np.zeros(3, np.float32)], {}
        )
    assert list(tmp_path.iterdir()) == []


def encoded(header: Any, data: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01",
        struct.pack("<Q", 2**60) + b"{}",
        struct.pack("<Q", 4) + b"{]}x",
        encoded([1, 2]),
        encoded({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, b"1234"),
        encoded({"a": {"dtype": "F32", "shape": [2]}}, b"12345678"),
    ],
    ids=["empty", "short", "huge-header", "no-json", "list", "cut-data", "no-offsets"],
)
def test_a_damaged_file_is_named_in_the_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.safetensors").write_bytes(content)
    with pytest.raises(ModelFileError, match=r"x\.safetensors"):
        TensorFile(tmp_path / "x.safetensors")


@pytest.mark.parametrize(
    "header",
    [b"[" * 200_000, b'{"x": {"dtype": "F32", "shape": [Infinity], "data_offsets": [0, 0]}}'],
    ids=["nested-too-deeply", "infinite"],
)
def test_a_header_that_is_json_only_in_form_is_damage(tmp_path: Path, header: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    with pytest.raises(ModelFileError, match=r"x\.safetensors"):
        TensorFile(path)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [9], "data_offsets": [0, 8]},
        {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]},
        {"dtype": "X1", "shape": [8], "data_offsets": [0, 8]},
    ],
    ids=["shape-too-large", "negative", "unknown-type"],
)
def test_a_tensor_that_contradicts_its_header_is_refused(
    tmp_path: Path, entry: dict[str, Any]
) -> None:
    (tmp_path / "x.safetensors").write_bytes(encoded({"a": entry}, b"12345678"))
    with pytest.raises(ModelFileError, match=r"x\.safetensors"):
        TensorFile(tmp_path / "x.safetensors").read("a")


def test_a_tensor_that_is_not_there_is_named(tmp_path: Path) -> None:
    save_file({"a": torch.zeros(1)}, tmp_path / "x.safetensors")
    with pytest.raises(ModelFileError, match="missing_one"):
        TensorFile(tmp_path / "x.safetensors").read("missing_one")


def test_reads_some_rows_as_they_are_in_the_whole(tmp_path: Path) -> None:
    table = torch.randn(7, 6).to(torch.bfloat16)
    save_file({"odd": torch.zeros(3, dtype=torch.int8), "table": table}, tmp_path / "x.safetensors")
    file = TensorFile(tmp_path / "x.safetensors")
    assert torch.equal(as_tensor(file.read_rows("table", [6, 0, 6])), table[[6, 0, 6]])


@pytest.mark.parametrize("index", [-1, 7])
def test_a_row_that_is_not_there_is_refused(tmp_path: Path, index: int) -> None:
    save_file({"table": torch.zeros(7, 6)}, tmp_path / "x.safetensors")
    with pytest.raises(IndexError, match="no row"):
        TensorFile(tmp_path / "x.safetensors").read_rows("table", [index])


def test_rows_are_read_from_the_file_that_was_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    save_file({"table": torch.ones(2, 3)}, path)
    file = TensorFile(path)
    assert file.read_rows("table", [1]).sum() == 3
    write_tensor_file(path, {"table": (FLOAT32, (2, 3))}, [np.zeros((2, 3), np.float32)], {})
    assert file.read_rows("table", [1]).sum() == 3
