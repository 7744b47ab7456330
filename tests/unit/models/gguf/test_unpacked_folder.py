# pyright: basic
"""Files that are not unpacked here go through transformers, or are refused in words."""

from pathlib import Path

import pytest
from gguf import GGUFWriter
from transformers import AutoModelForCausalLM, AutoTokenizer

from afterword.errors import ModelFileError
from afterword.models.gguf.header import read_gguf_header
from afterword.models.gguf.unpacked_folder import needed_bytes, unpack_gguf
from afterword.models.preparation_progress import PreparationProgress, Stage
from unit.models.tiny_gguf import (
    QUIET,
    add_byte_level_vocabulary,
    add_gemma_vocabulary,
    add_llama_parameters,
    llama_tensors,
    write_llama,
    write_tensors,
)


def test_a_tokenizer_that_is_not_built_here_goes_through_transformers(tmp_path: Path) -> None:
    pytest.importorskip("accelerate")
    writer = GGUFWriter(tmp_path / "packed.gguf", "llama")
    size = add_gemma_vocabulary(writer)  # a SentencePiece vocabulary, but not Gemma's
    add_llama_parameters(writer)
    write_tensors(writer, llama_tensors(vocabulary_size=size))
    seen: list[PreparationProgress] = []
    stage = Stage(report=seen.append, message="unpacking", from_percent=0, to_percent=100)
    folder = tmp_path / "ready"
    folder.mkdir()

    facts = unpack_gguf(read_gguf_header(tmp_path / "packed.gguf"), folder, stage=stage)

    assert facts.model_type == "llama"
    assert facts.tokens.eos_token_ids == (1,)
    assert any("with transformers" in progress.message for progress in seen)
    assert AutoModelForCausalLM.from_pretrained(folder).config.vocab_size == size
    assert len(AutoTokenizer.from_pretrained(folder)) >= size
    assert (folder / "tokenizer.json").is_file()


def test_an_architecture_that_nobody_knows_is_named(tmp_path: Path) -> None:
    pytest.importorskip("accelerate")
    writer = GGUFWriter(tmp_path / "packed.gguf", "quillfeather")
    size = add_byte_level_vocabulary(writer)
    write_tensors(writer, llama_tensors(vocabulary_size=size))
    with pytest.raises(ModelFileError, match="quillfeather"):
        unpack_gguf(read_gguf_header(tmp_path / "packed.gguf"), tmp_path, stage=QUIET)


def test_foresees_more_room_than_the_folder_takes(tmp_path: Path) -> None:
    header = read_gguf_header(write_llama(tmp_path / "packed.gguf"))
    folder = tmp_path / "ready"
    folder.mkdir()
    unpack_gguf(header, folder, stage=QUIET)
    assert sum(path.stat().st_size for path in folder.iterdir()) < needed_bytes(header)
