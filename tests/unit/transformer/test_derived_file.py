"""Files that were made of others are only opened as they were written."""

from pathlib import Path

import numpy as np
import pytest

from afterword.transformer.derived_file import open_derived, write_arrays, write_derived
from afterword.transformer.tensor_file import TensorFile, shape_of, write_tensor_file

SOURCES = {"sources": "model 1"}
SMALL = {"numbers": np.arange(5000, dtype=np.int64), "few": np.ones(3, np.float32)}
LARGE = {"panels": np.arange(3_000_000, dtype=np.int64), "scales": np.ones(64, np.float32)}


def damage(path: Path, first: int, end: int) -> None:
    """Leave zeros where bytes were, as a crash leaves them."""
    content = bytearray(path.read_bytes())
    end = min(end, len(content))
    assert any(content[first:end])
    content[first:end] = bytes(end - first)
    path.write_bytes(content)


@pytest.mark.parametrize("arrays", [SMALL, LARGE, {}], ids=["small", "large", "empty"])
def test_what_was_written_is_read(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    path = tmp_path / "made.safetensors"
    write_arrays(path, arrays, SOURCES)
    stored = open_derived(path, "model 1")
    assert stored is not None
    for name, array in arrays.items():
        assert np.array_equal(stored.read(name), array)


def test_what_was_made_of_other_files_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "made.safetensors"
    write_arrays(path, SMALL, SOURCES)
    assert open_derived(path, "model 2") is None
    assert open_derived(tmp_path / "none.safetensors", "model 1") is None


def test_one_bit_that_changed_in_a_small_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "made.safetensors"
    write_arrays(path, SMALL, SOURCES)
    content = bytearray(path.read_bytes())
    content[20_000] ^= 1
    path.write_bytes(content)
    assert open_derived(path, "model 1") is None


@pytest.mark.parametrize(
    ("first", "end"),
    [(23_999_000, 2**40), (12_000_000, 12_100_000), (4096, 64_000), (0, 24_000_000)],
    ids=["tail", "middle", "begin", "all"],
)
def test_zeros_in_a_large_file_are_noticed(
    tmp_path: Path, first: int, end: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "made.safetensors"
    write_arrays(path, LARGE, SOURCES)
    caplog.set_level("INFO")
    damage(path, first, end)
    assert open_derived(path, "model 1") is None
    if first:  # without a header it is no such file at all
        assert "made.safetensors is damaged" in caplog.text


def test_a_file_without_a_checksum_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "made.safetensors"
    shapes = {name: shape_of(array) for name, array in SMALL.items()}
    write_tensor_file(path, shapes, SMALL.values(), SOURCES)
    assert open_derived(path, "model 1") is None


def test_the_checksum_is_no_tensor_that_a_reader_finds_by_chance(tmp_path: Path) -> None:
    path = tmp_path / "made.safetensors"
    shapes = {name: shape_of(array) for name, array in SMALL.items()}
    write_derived(path, shapes, SMALL.values(), SOURCES)
    assert set(TensorFile(path).names) == {*SMALL, "checksum"}
