import struct
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
from hypothesis import given
from hypothesis import strategies as st

from afterword.errors import ModelFileError
from afterword.models.gguf.header import read_gguf_header
from afterword.models.gguf.tensor_types import TENSOR_TYPES
from unit.models.tiny_gguf import write_llama, write_tensors


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_llama(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


def u32(value: int) -> bytes:
    return struct.pack("<I", value)


def u64(value: int) -> bytes:
    return struct.pack("<Q", value)


def text(value: str) -> bytes:
    return u64(len(value)) + value.encode()


def head(*, tensors: int = 0, entries: int = 0, version: int = 3) -> bytes:
    return b"GGUF" + u32(version) + u64(tensors) + u64(entries)


def test_reads_what_the_gguf_package_wrote(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    writer = GGUFWriter(path, "llama")
    writer.add_uint32("llama.block_count", 7)
    writer.add_float32("llama.epsilon", 0.5)
    writer.add_bool("yes", True)
    writer.add_array("words", ["naïve", "雪", ""])
    writer.add_array("numbers", [1, -2, 3])
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    write_tensors(writer, {"a.weight": values, "b.weight": values[0]})

    header = read_gguf_header(path)

    assert header.architecture == "llama"
    assert header.metadata["llama.block_count"] == 7
    assert header.metadata["llama.epsilon"] == 0.5
    assert header.metadata["yes"] is True
    assert header.metadata["words"] == ["naïve", "雪", ""]
    assert header.metadata["numbers"] == [1, -2, 3]
    assert header.tensors["a.weight"].shape == (2, 3)
    content = path.read_bytes()
    for name, expected in (("a.weight", values), ("b.weight", values[0])):
        tensor = header.tensors[name]
        packed = content[tensor.offset_bytes : tensor.offset_bytes + tensor.size_bytes]
        assert packed == expected.tobytes()


def test_knows_the_same_block_sizes_as_the_gguf_package() -> None:
    ours = {
        number: (it.name, it.block_elements, it.block_bytes) for number, it in TENSOR_TYPES.items()
    }
    theirs = {
        number: (GGMLQuantizationType(number).name, *GGML_QUANT_SIZES[GGMLQuantizationType(number)])
        for number in TENSOR_TYPES
    }
    assert ours == theirs


def one_tensor(*, dimensions: tuple[int, ...], kind: int = 0, offset: int = 0) -> bytes:
    row = (
        text("t") + u32(len(dimensions)) + b"".join(map(u64, dimensions)) + u32(kind) + u64(offset)
    )
    return head(tensors=1) + row + bytes(256)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(b"", "not a GGUF file", id="empty"),
        pytest.param(b"PK\x03\x04" + bytes(64), "not a GGUF file", id="a zip file"),
        pytest.param(head(version=1), "version 1", id="too old"),
        pytest.param(head(version=4), "version 4", id="too new"),
        pytest.param(b"GGUF" + struct.pack(">I", 3) + bytes(16), "big-endian", id="big-endian"),
        pytest.param(b"GGUF" + u32(3), "cut short", id="ends after the version"),
        pytest.param(head(tensors=2**60), "claims", id="absurd number of tensors"),
        pytest.param(head(entries=2**60), "claims", id="absurd number of entries"),
        pytest.param(
            head(entries=1) + u64(2**62) + bytes(16), "cut short", id="absurd length of a key"
        ),
        pytest.param(
            head(entries=1) + text("k") + u32(9) + u32(4) + u64(2**61),
            "claims",
            id="absurd length of an array",
        ),
        pytest.param(
            head(entries=1) + text("k") + u32(9) + u32(8) + u64(2**61),
            "claims",
            id="absurd length of a list of strings",
        ),
        pytest.param(
            head(entries=1) + text("k") + (u32(9) + u64(1)) * 2000,
            "damaged",
            id="arrays in arrays without end",
        ),
        pytest.param(
            head(entries=1) + text("k") + u32(99) + bytes(16), "unknown type 99", id="unknown value"
        ),
        pytest.param(
            head(entries=1) + text("general.alignment") + u32(4) + u32(0) + bytes(64),
            "alignment",
            id="alignment of zero",
        ),
        pytest.param(one_tensor(dimensions=()), "0 dimensions", id="no dimensions"),
        pytest.param(one_tensor(dimensions=(1,) * 5), "5 dimensions", id="too many dimensions"),
        pytest.param(one_tensor(dimensions=(0, 4)), "impossible shape", id="empty tensor"),
        pytest.param(one_tensor(dimensions=(2**40, 2**40)), "cut short", id="absurd shape"),
        pytest.param(one_tensor(dimensions=(3,), kind=8), "impossible shape", id="part of a block"),
        pytest.param(one_tensor(dimensions=(4,), kind=77), "type 77", id="unknown packing"),
        pytest.param(
            one_tensor(dimensions=(4,), offset=2**63), "cut short", id="tensor behind the end"
        ),
    ],
)
def test_refuses_a_damaged_file_by_name(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=complaint) as caught:
        read_gguf_header(path)
    assert str(path) in caught.value.message
    assert caught.value.next_step


def test_refuses_two_tensors_of_one_name(tmp_path: Path) -> None:
    row = text("t") + u32(1) + u64(4) + u32(0) + u64(0)
    path = tmp_path / "twins.gguf"
    path.write_bytes(head(tensors=2) + row * 2 + bytes(128))
    with pytest.raises(ModelFileError, match="twice"):
        read_gguf_header(path)


def test_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"gone\.gguf"):
        read_gguf_header(tmp_path / "gone.gguf")


@given(data=st.data())
def test_finds_every_cut(tiny: Path, data: st.DataObject) -> None:
    content = tiny.read_bytes()
    # The last tensor's padding may go: it holds nothing.
    end = max(
        tensor.offset_bytes + tensor.size_bytes
        for tensor in read_gguf_header(tiny).tensors.values()
    )
    cut = tiny.with_name("cut.gguf")
    cut.write_bytes(content[: data.draw(st.integers(0, end - 1))])
    with pytest.raises(ModelFileError):
        read_gguf_header(cut)


@given(data=st.data())
def test_answers_any_damage_with_a_header_or_our_error(tiny: Path, data: st.DataObject) -> None:
    content = bytearray(tiny.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, 5000))] = data.draw(st.integers(0, 255))
    damaged = tiny.with_name("damaged.gguf")
    damaged.write_bytes(content)
    try:
        header = read_gguf_header(damaged)
    except ModelFileError:
        return
    for tensor in header.tensors.values():
        assert 0 <= tensor.offset_bytes <= len(content) - tensor.size_bytes
