# pyright: basic
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFWriter
from tokenizers import Tokenizer

from afterword.errors import EngineUnavailableError, ModelFileError
from afterword.models.gguf.gemma_tokenizer import derive_merges
from afterword.models.gguf.header import GgufHeader, read_gguf_header
from afterword.models.gguf.tokenizer import build_tokenizer
from afterword.models.gguf.vocabulary import read_special_tokens
from unit.models.tiny_gguf import (
    END,
    add_byte_level_vocabulary,
    add_gemma_vocabulary,
    write_tensors,
)


def header_of(
    folder: Path, fill: Callable[[GGUFWriter], object], *, architecture: str = "llama"
) -> GgufHeader:
    writer = GGUFWriter(folder / "v.gguf", architecture)
    fill(writer)
    write_tensors(writer, {"t": np.zeros(1)})
    return read_gguf_header(folder / "v.gguf")


def built(header: GgufHeader) -> Tokenizer:
    content = build_tokenizer(header)
    assert content is not None
    return Tokenizer.from_str(content)


@pytest.fixture
def gemma(tmp_path: Path) -> Tokenizer:
    return built(header_of(tmp_path, add_gemma_vocabulary, architecture="gemma3"))


TEXTS = [
    pytest.param("the sea, the sea", id="plain"),
    pytest.param("  two  spaces\n\n\ttab ", id="odd whitespace"),
    pytest.param("雪落在山上。", id="Chinese"),
    pytest.param("👩‍👩‍👧 naïve “quotes”", id="emoji and accents"),
    pytest.param("a\u2028b\u0000c", id="rare code points"),
]


@pytest.mark.parametrize("pre", ["gpt-2", "smollm", "qwen2", "llama-bpe"])
@pytest.mark.parametrize("text", TEXTS)
def test_byte_level_text_survives_the_way_there_and_back(
    tmp_path: Path, pre: str, text: str
) -> None:
    tokenizer = built(header_of(tmp_path, lambda w: add_byte_level_vocabulary(w, pre=pre)))
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    assert tokenizer.decode(ids, skip_special_tokens=False) == text


def test_merges_apply_in_the_files_order(tmp_path: Path) -> None:
    tokenizer = built(header_of(tmp_path, add_byte_level_vocabulary))
    assert tokenizer.encode("the the").tokens == ["th", "e", "Ġth", "e"]


def test_special_tokens_stay_whole_and_are_left_out_of_decoded_text(tmp_path: Path) -> None:
    tokenizer = built(header_of(tmp_path, add_byte_level_vocabulary))
    encoded = tokenizer.encode(f"the{END}")
    assert encoded.tokens == ["th", "e", END]
    assert tokenizer.decode(encoded.ids) == "the"


@pytest.mark.parametrize(
    ("pre", "tokens"),
    [
        pytest.param("gpt-2", ["12"], id="gpt-2 keeps digits together"),
        pytest.param("smollm", ["1", "2"], id="smollm splits them"),
        pytest.param("qwen2", ["1", "2"], id="qwen splits them"),
        pytest.param("llama-bpe", ["12"], id="llama 3 takes up to three"),
    ],
)
def test_digits_are_cut_as_the_model_learned(tmp_path: Path, pre: str, tokens: list[str]) -> None:
    header = header_of(tmp_path, lambda w: add_byte_level_vocabulary(w, pre=pre, merges=("1 2",)))
    assert built(header).encode("12", add_special_tokens=False).tokens == tokens


def test_gemma_prepends_bos_and_marks_spaces(gemma: Tokenizer) -> None:
    assert gemma.encode("the the").tokens == ["<bos>", "the", "\u2581the"]


def test_gemma_keeps_user_defined_tokens_whole_but_not_special(gemma: Tokenizer) -> None:
    encoded = gemma.encode("<h1>", add_special_tokens=False)
    assert encoded.tokens == ["<h1>"]
    assert gemma.decode(encoded.ids, skip_special_tokens=True) == "<h1>"


def test_gemma_reads_a_run_of_spaces_as_one_token(gemma: Tokenizer) -> None:
    assert gemma.encode("  ", add_special_tokens=False).tokens == ["\u2581\u2581"]


@pytest.mark.parametrize("text", TEXTS)
def test_gemma_text_survives_the_way_there_and_back(gemma: Tokenizer, text: str) -> None:
    ids = gemma.encode(text, add_special_tokens=False).ids
    assert gemma.decode(ids, skip_special_tokens=False) == text


def test_gemmas_file_is_what_the_library_writes_for_it(tmp_path: Path) -> None:
    content = build_tokenizer(header_of(tmp_path, add_gemma_vocabulary, architecture="gemma3"))
    assert content is not None
    assert Tokenizer.from_str(content).to_str() == content


def test_gemmas_is_built_without_the_library_and_others_say_that_they_need_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    gemma = header_of(tmp_path, add_gemma_vocabulary, architecture="gemma3")
    assert build_tokenizer(gemma) is not None
    with pytest.raises(EngineUnavailableError, match="tokenizers is not installed") as raised:
        build_tokenizer(header_of(tmp_path, add_byte_level_vocabulary))
    assert "afterword[local]" in raised.value.next_step


def test_derived_merges_rank_by_the_token_they_make() -> None:
    assert derive_merges(["a", "b", "c", "bc", "ab", "abc"]) == [
        ("b", "c"),
        ("a", "b"),
        ("ab", "c"),
        ("a", "bc"),
    ]


def test_a_token_of_a_million_characters_is_cut_only_where_tokens_end() -> None:
    assert derive_merges(["a", "b", "ab", "ab" * 500_000]) == [("a", "b")]


def test_a_kind_that_is_not_built_here_is_left_to_others(tmp_path: Path) -> None:
    header = header_of(tmp_path, lambda w: add_byte_level_vocabulary(w, pre="who-knows"))
    assert build_tokenizer(header) is None


@pytest.mark.parametrize(
    ("tokens", "merge", "complaint"),
    [
        pytest.param(["a", "b"], "a x", "merges", id="a-merge-of-unknown-tokens"),
        pytest.param(["a", "b", "a"], "a b", "twice", id="a-token-that-comes-twice"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_a_damaged_file(
    tmp_path: Path, tokens: list[str], merge: str, complaint: str
) -> None:
    def fill(writer: GGUFWriter) -> None:
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("gpt-2")
        writer.add_token_list(tokens)
        writer.add_token_merges([merge])

    with pytest.raises(ModelFileError, match=complaint):
        build_tokenizer(header_of(tmp_path, fill))


def test_a_file_without_vocabulary_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="tokens"):
        read_special_tokens(header_of(tmp_path, lambda w: w.add_tokenizer_model("gpt2")))


def test_an_end_token_outside_the_vocabulary_is_damage(tmp_path: Path) -> None:
    def fill(writer: GGUFWriter) -> None:
        writer.add_token_list(["a", "b"])
        writer.add_eos_token_id(2)

    with pytest.raises(ModelFileError, match="eos"):
        read_special_tokens(header_of(tmp_path, fill))


def test_every_known_end_token_ends_a_text_not_only_the_named_one(tmp_path: Path) -> None:
    def fill(writer: GGUFWriter) -> None:
        writer.add_tokenizer_model("gpt2")
        writer.add_token_list(["a", "<|im_end|>", "<|endoftext|>", "</s>"])
        writer.add_token_types([1, 3, 3, 1])
        writer.add_eos_token_id(1)

    assert read_special_tokens(header_of(tmp_path, fill)).eos_token_ids == (1, 2)


@pytest.mark.parametrize(
    ("pre", "said", "expected"),
    [
        pytest.param("gpt-2", None, False, id="byte-level models want none by default"),
        pytest.param("llama-bpe", None, True, id="but Llama 3 does"),
        pytest.param("llama-bpe", False, False, id="unless the file says no"),
        pytest.param("gpt-2", True, True, id="or yes"),
    ],
)
def test_bos_is_prepended_where_the_model_needs_it(
    tmp_path: Path, pre: str, said: bool | None, expected: bool
) -> None:
    def fill(writer: GGUFWriter) -> None:
        add_byte_level_vocabulary(writer, pre=pre)
        if said is not None:
            writer.add_add_bos_token(said)

    header = header_of(tmp_path, fill)
    assert read_special_tokens(header).prepends_bos is expected
    assert (built(header).encode("a").tokens[0] == END) is expected
