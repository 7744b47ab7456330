# pyright: reportUnknownMemberType=false
"""Spellings of real tokenizer kinds, and which tokens fit a text."""

import json
from collections.abc import Callable

import pytest
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

from afterword.engine.tokens.vocabulary import Vocabulary, read_vocabulary, tabulate


def byte_level() -> Tokenizer:
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: index for index, letter in enumerate([*alphabet, "Ġt", "Ġth"])}
    tokenizer = Tokenizer(models.BPE(vocabulary, [("Ġ", "t"), ("Ġt", "h")]))
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True)])
    return tokenizer


def sentence_piece() -> Tokenizer:
    pieces = ["<unk>", "<0xE5>", "▁", "▁the", "▁▁", "好", "'s", ".", "\n"]
    tokenizer = Tokenizer(models.BPE({piece: index for index, piece in enumerate(pieces)}, []))
    tokenizer.add_special_tokens([AddedToken("<bos>", special=True)])
    return tokenizer


def test_byte_level_tokens_spell_their_bytes() -> None:
    tokenizer = byte_level()
    vocabulary = Vocabulary(
        read_vocabulary(json.loads(tokenizer.to_str()), size=tokenizer.get_vocab_size())
    )
    assert vocabulary.spell(tokenizer.get_vocab()["Ġth"]) == b" th"
    assert {vocabulary.spell(index) for index in range(256)} == {bytes([b]) for b in range(256)}


def test_sentence_piece_tokens_spell_spaces_and_bytes() -> None:
    vocabulary = Vocabulary(read_vocabulary(json.loads(sentence_piece().to_str()), size=9))
    spelled = [vocabulary.spell(index) for index in (1, 2, 3, 4, 5)]
    assert spelled == [b"\xe5", b" ", b" the", b"  ", "好".encode()]


def test_special_tokens_spell_nothing_and_are_known() -> None:
    tokenizer = sentence_piece()
    vocabulary = Vocabulary(
        read_vocabulary(json.loads(tokenizer.to_str()), size=tokenizer.get_vocab_size())
    )
    bos = tokenizer.get_vocab()["<bos>"]
    assert vocabulary.spell(bos) == b""
    assert bos in vocabulary.special_ids


@pytest.mark.parametrize(
    "mark",
    [
        "<start_of_image>",
        "</tool_call>",
        "[multimodal]",
        "<|assistant|>",
        "<fim-prefix>",
        "<think>",
    ],
)
def test_marks_that_a_file_calls_ordinary_are_never_written(mark: str) -> None:
    tokenizer = sentence_piece()
    ordinary = ["<strong>", "</h1>", "[1]", "[sic]"]
    tokenizer.add_tokens([AddedToken(each, special=False) for each in (mark, *ordinary)])
    pieces = tokenizer.get_vocab(with_added_tokens=True)
    vocabulary = Vocabulary(read_vocabulary(json.loads(tokenizer.to_str()), size=len(pieces)))
    assert vocabulary.spell(pieces[mark]) == b""
    assert pieces[mark] in vocabulary.special_ids
    assert [vocabulary.spell(pieces[each]).decode() for each in ordinary] == ordinary


def test_token_ids_beyond_the_models_logits_are_left_out() -> None:
    vocabulary = Vocabulary(read_vocabulary(json.loads(sentence_piece().to_str()), size=4))
    assert len(vocabulary.ends_word) == 4
    assert vocabulary.spell(7) == b""


@pytest.mark.parametrize(
    ("text", "longer", "prefixes"),
    [
        pytest.param(b"a", {"ab", "abc"}, {"a"}, id="longer-tokens"),
        pytest.param(b"abx", set[str](), {"a", "ab"}, id="proper-prefixes"),
        pytest.param(b"ab", {"abc"}, {"a", "ab"}, id="both"),
        pytest.param(b"z", set[str](), set[str](), id="none"),
        pytest.param("好吗".encode(), set[str](), {"好"}, id="whole-character"),
    ],
)
def test_tokens_are_found_that_go_on_after_a_text_or_are_a_prefix_of_it(
    text: bytes, longer: set[str], prefixes: set[str]
) -> None:
    spellings = [text.encode() for text in ("", "a", "ab", "abc", "b", " a", "好")]
    vocabulary = Vocabulary(tabulate(spellings, special_ids=()))
    assert {spellings[index].decode() for index in vocabulary.longer_than(text)} == longer
    found = vocabulary.prefix_tokens(text)
    assert {spellings[index].decode() for index, _ in found} == prefixes
    assert all(len(spellings[index]) == size for index, size in found)


def test_tokens_that_spell_a_text_are_found_however_many_there_are() -> None:
    vocabulary = Vocabulary(tabulate([b"a", b"ab", b"a", b"b"], special_ids=()))
    assert sorted(vocabulary.tokens_spelling([b"a", b"b", b"c"])) == [0, 2, 3]


@pytest.mark.parametrize(
    ("token", "ends"),
    [
        (" a", True), ("a", False), (".", True), ("'s", False), ("\n", True), ("好", True),
        ("é", False), ("я", False), ("7", False), ("”", True), ("\u200cها", False),
        ("\u00adly", False), ("·l", False), ("ี", False), ("ก", True), ("\u0301", False), ("—", True),
    ],
)  # fmt: skip
def test_a_token_that_begins_outside_a_word_ends_the_one_before(token: str, *, ends: bool) -> None:
    vocabulary = Vocabulary(tabulate([token.encode()], special_ids=()))
    assert vocabulary.ends_word.tolist() == [float(ends)]


@pytest.mark.parametrize("kind", [byte_level, sentence_piece])
@pytest.mark.parametrize("typed", [" th", "好", " the", "é", "👍"])
def test_the_tokens_of_a_text_spell_its_bytes(kind: Callable[[], Tokenizer], typed: str) -> None:
    tokenizer = kind()
    vocabulary = Vocabulary(
        read_vocabulary(json.loads(tokenizer.to_str()), size=tokenizer.get_vocab_size())
    )
    text = typed.encode()
    for spelling in map(vocabulary.spell, map(int, vocabulary.longer_than(text))):
        assert len(spelling) > len(text)
        assert spelling.startswith(text)
    for token_id, size in vocabulary.prefix_tokens(text):
        assert vocabulary.spell(token_id) == text[:size]
