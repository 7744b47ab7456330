"""A text encoder's tables are kept beside the model, and made again when they no longer fit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tokenizers import Tokenizer
from tokenizers.normalizers import Lowercase

from afterword.engine.tokens.bpe.encoder import BpeEncoder
from afterword.engine.tokens.library_encoder import LibraryEncoder
from afterword.engine.tokens.text_encoder import TextEncoder
from afterword.engine.tokens.text_encoder_store import open_text_encoder
from afterword.engine.tokens.tokenizer_file import read_tokenizer_file
from afterword.errors import ModelFileError
from fakes.gemma_tokenizers import LEARNED, gemma_tokenizer, reference_encoder, save_tokenizer

TEXT = "the stone in the west"
SERVE = """
import sys
from pathlib import Path
from afterword.engine.tokens.text_encoder_store import open_text_encoder
print(open_text_encoder(Path(sys.argv[1]), content=dict, tokenizer=dict).encode(sys.argv[2]))
print("tokenizers" in sys.modules)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_tokenizer(tmp_path, gemma_tokenizer())
    return tmp_path


def never() -> Tokenizer:
    raise AssertionError("the tokenizer is not needed")


def opened(folder: Path) -> TextEncoder:
    return open_text_encoder(folder, content=lambda: read_tokenizer_file(folder), tokenizer=never)


def the_library_encodes(folder: Path) -> list[int]:
    return reference_encoder(Tokenizer.from_file(str(folder / "tokenizer.json"))).encode(TEXT)


def kept_file(folder: Path) -> Path:
    (kept,) = folder.glob("afterword-*.safetensors")
    return kept


def test_the_second_time_its_tables_are_mapped(folder: Path) -> None:
    expected = the_library_encodes(folder)
    assert opened(folder).encode(TEXT) == expected
    made = kept_file(folder).stat()
    # Of the same size and date as before, it is not looked at again.
    source = folder / "tokenizer.json"
    before = source.stat()
    source.write_bytes(b" " * before.st_size)
    os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    encoder = opened(folder)
    assert isinstance(encoder, BpeEncoder)
    assert encoder.encode(TEXT) == expected
    assert kept_file(folder).stat() == made


def test_the_second_time_the_tokenizers_library_is_not_imported(folder: Path) -> None:
    expected = opened(folder).encode(TEXT)
    finished = subprocess.run(  # noqa: S603 (the test's own command)
        [sys.executable, "-c", SERVE, str(folder), TEXT],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    assert finished.stdout.splitlines() == [str(expected), "False"]


def test_another_tokenizer_makes_others(folder: Path) -> None:
    before = opened(folder).encode(TEXT)
    save_tokenizer(folder, gemma_tokenizer([*LEARNED, "▁stone"], [("▁st", "one"), ("▁", "s")]))
    os.utime(folder / "tokenizer.json", ns=(1, 1))
    assert opened(folder).encode(TEXT) == the_library_encodes(folder) != before


@pytest.mark.parametrize("removed", [1, 100, 5_000])
def test_a_damaged_file_is_made_again(folder: Path, removed: int) -> None:
    opened(folder)
    whole = kept_file(folder).read_bytes()
    kept_file(folder).write_bytes(whole[:-removed])
    assert opened(folder).encode(TEXT) == the_library_encodes(folder)
    assert kept_file(folder).read_bytes() == whole


def test_a_file_of_zeros_behind_a_whole_header_is_made_again(folder: Path) -> None:
    opened(folder)
    whole = kept_file(folder).read_bytes()
    header_end = 8 + int.from_bytes(whole[:8], "little")
    kept_file(folder).write_bytes(whole[:header_end].ljust(len(whole), b"\0"))
    assert opened(folder).encode(TEXT) == the_library_encodes(folder)
    assert kept_file(folder).read_bytes() == whole


def test_other_bytes_in_the_middle_are_noticed(folder: Path) -> None:
    opened(folder)
    whole = kept_file(folder).read_bytes()
    middle = len(whole) // 2
    other = bytes(255 - byte for byte in whole[middle : middle + 64])
    kept_file(folder).write_bytes(whole[:middle] + other + whole[middle + 64 :])
    assert opened(folder).encode(TEXT) == the_library_encodes(folder)
    assert kept_file(folder).read_bytes() == whole


def test_a_folder_that_cant_be_written_is_no_hindrance(folder: Path) -> None:
    (folder / f"afterword-encoder.safetensors.{os.getpid()}.unfinished").mkdir()
    assert opened(folder).encode(TEXT) == the_library_encodes(folder)


def test_the_library_serves_what_is_not_supported_and_that_is_remembered(folder: Path) -> None:
    tokenizer = gemma_tokenizer()
    tokenizer.normalizer = Lowercase()
    save_tokenizer(folder, tokenizer)
    made = list[os.stat_result]()
    for _ in range(2):
        encoder = open_text_encoder(
            folder, content=lambda: read_tokenizer_file(folder), tokenizer=lambda: tokenizer
        )
        assert isinstance(encoder, LibraryEncoder)
        assert encoder.encode("A") == [tokenizer.token_to_id("a")]
        made.append(kept_file(folder).stat())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"\xff", b'{"version": "1.0"', pytest.param(b"[" * 100_000, id="nested")],
)
def test_a_damaged_tokenizer_is_said_to_be_one(folder: Path, content: bytes) -> None:
    (folder / "tokenizer.json").write_bytes(content)
    with pytest.raises(ModelFileError, match="can't be read"):
        opened(folder)
