# pyright: reportUnknownMemberType=false
"""A vocabulary's table is kept beside the model, and made again when it no longer fits."""

import os
from mmap import mmap
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models

from afterword.engine.tokens.tokenizer_file import TokenizerFile, read_tokenizer_file
from afterword.engine.tokens.vocabulary_store import open_vocabulary
from afterword.errors import ModelFileError

PIECES = ["<unk>", "▁", "▁the", "好", "\n"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path, PIECES)
    return tmp_path


def save(folder: Path, pieces: list[str]) -> None:
    tokenizer = Tokenizer(models.BPE({piece: index for index, piece in enumerate(pieces)}, []))
    tokenizer.save(str(folder / "tokenizer.json"))


def never() -> TokenizerFile:
    raise AssertionError("the tokenizer is not needed")


def test_the_second_time_it_is_read_from_disk(folder: Path) -> None:
    first = open_vocabulary(folder, size=6, content=lambda: read_tokenizer_file(folder))
    second = open_vocabulary(folder, size=6, content=never)
    for vocabulary in (first, second):
        assert vocabulary.spell(2) == b" the"
        assert vocabulary.longer_than(b" t").tolist() == [2]
        assert vocabulary.line_break_ids.tolist() == [4]
        assert vocabulary.ends_word.tolist() == first.ends_word.tolist()


def test_what_is_stored_is_mapped_and_not_copied(folder: Path) -> None:
    open_vocabulary(folder, size=6, content=lambda: read_tokenizer_file(folder))
    vocabulary = open_vocabulary(folder, size=6, content=never)
    for stored in (vocabulary.ends_word, vocabulary.line_break_ids, vocabulary.longer_than(b" t")):
        owner: object = stored
        while isinstance(owner, np.ndarray):
            owner = owner.base
        assert isinstance(owner, mmap)


def test_another_tokenizer_makes_another(folder: Path) -> None:
    open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder))
    save(folder, [*PIECES[:2], "▁sea", *PIECES[3:]])
    os.utime(folder / "tokenizer.json", ns=(1, 1))
    assert (
        open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder)).spell(2)
        == b" sea"
    )


def test_another_size_makes_another(folder: Path) -> None:
    open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder))
    assert (
        len(open_vocabulary(folder, size=3, content=lambda: read_tokenizer_file(folder)).ends_word)
        == 3
    )


def test_a_damaged_file_is_made_again(folder: Path) -> None:
    open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder))
    (kept,) = folder.glob("*.safetensors")
    kept.write_bytes(kept.read_bytes()[:-3])
    assert (
        open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder)).spell(2)
        == b" the"
    )
    assert open_vocabulary(folder, size=5, content=never).spell(2) == b" the"


def test_zeros_behind_a_whole_header_are_noticed(folder: Path) -> None:
    open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder))
    (kept,) = folder.glob("*.safetensors")
    whole = kept.read_bytes()
    header_end = 8 + int.from_bytes(whole[:8], "little")
    kept.write_bytes(whole[:header_end].ljust(len(whole), b"\0"))
    assert (
        open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder)).spell(2)
        == b" the"
    )
    assert kept.read_bytes() == whole


def test_a_folder_that_cant_be_written_is_no_hindrance(folder: Path) -> None:
    (folder / f"afterword-vocabulary.safetensors.{os.getpid()}.unfinished").mkdir()
    assert (
        open_vocabulary(folder, size=5, content=lambda: read_tokenizer_file(folder)).spell(2)
        == b" the"
    )


def test_a_tokenizer_without_a_vocabulary_is_a_damaged_file(folder: Path) -> None:
    with pytest.raises(ModelFileError, match="vocabulary can't be read"):
        open_vocabulary(folder, size=5, content=lambda: {"model": {"vocab": 3}})
