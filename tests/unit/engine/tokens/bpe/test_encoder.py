"""Tokens are exactly those of the tokenizers library, whatever the text and the merges."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from afterword.engine.tokens.bpe.definition import UnsupportedTokenizer, read_bpe_definition
from afterword.engine.tokens.bpe.encoder import BpeEncoder
from afterword.engine.tokens.bpe.tables import tabulate_bpe
from afterword.engine.tokens.text_encoder import TextEncoder
from fakes.gemma_tokenizers import LEARNED, definition_of, gemma_tokenizer, reference_encoder

FRAGMENTS = [
    *LEARNED,
    *("<eos>", "<bos>", "<unk>", "<table>", "<b>", "<b", "b>", "<0x0A>", "<0xE2>", "<unused1>"),
    *(" ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", "\u00a0", "\u3000", "\u2028", "\u200d", "\x00"),
    *(
        "👩‍👩‍👧",
        "🇫🇷",
        "e\u0301",
        "שלום",
        "مرحبا",
        "क्षि",
        "ﬁ",
        "\ufeff",
        "\ufffd",
        "\U0010ffff",
        "\x7f",
    ),
]
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=30).map("".join)


def encoder_of(tokenizer: Tokenizer) -> BpeEncoder:
    definition = read_bpe_definition(definition_of(tokenizer))
    assert not isinstance(definition, UnsupportedTokenizer), definition
    return BpeEncoder(tabulate_bpe(definition))


TOKENIZER = gemma_tokenizer()
ENCODER, REFERENCE = encoder_of(TOKENIZER), reference_encoder(TOKENIZER)


def encode_both(text: str, ours: TextEncoder = ENCODER) -> tuple[list[int], list[int]]:
    return ours.encode(text), REFERENCE.encode(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("the stone in the west", id="words"),
        pytest.param("  the   hello    ", id="runs of spaces"),
        pytest.param("the\n\n\n\n\nend\n", id="more line breaks than a token has"),
        pytest.param("<table>the</table> <b>one</b><tab", id="tags"),
        pytest.param("He typed <eos> and <0x0A>.", id="spelled special tokens"),
        pytest.param("雪落在山上的一是山。", id="no spaces"),
        pytest.param("👩‍👩‍👧 Ωé e\u0301", id="characters that are bytes"),
        pytest.param("▁the ▁▁", id="the space mark itself"),
    ],
)
def test_tokens_are_those_of_the_library(text: str) -> None:
    ours, theirs = encode_both(text)
    assert ours == theirs


@given(text=TEXTS)
def test_tokens_of_any_text_are_those_of_the_library(text: str) -> None:
    ours, theirs = encode_both(text)
    assert ours == theirs


@given(
    tokens=st.lists(st.text("ab▁", min_size=2, max_size=5), min_size=1, max_size=12, unique=True),
    seed=st.integers(0, 1_000),
    texts=st.lists(st.text("ab c", max_size=40), min_size=1, max_size=5),
)
def test_merges_of_any_order_go_as_in_the_library(
    tokens: list[str], seed: int, texts: list[str]
) -> None:
    learned = ["a", "b", "▁", *tokens]
    merges = [
        (token[:cut], token[cut:])
        for token in tokens
        for cut in range(1, len(token))
        if token[:cut] in learned and token[cut:] in learned
    ] or [("a", "b")]
    random.Random(seed).shuffle(merges)
    tokenizer = gemma_tokenizer(list(dict.fromkeys([*learned, "ab"])), merges)
    ours, theirs = encoder_of(tokenizer), reference_encoder(tokenizer)
    for text in texts:
        assert ours.encode(text) == theirs.encode(text)


@given(
    ordinary=st.lists(st.text("xy", min_size=1, max_size=4), max_size=4, unique=True),
    text=st.text("xy <", max_size=30),
)
def test_the_longest_of_the_first_added_tokens_is_found(ordinary: list[str], text: str) -> None:
    tokenizer = gemma_tokenizer(["x", "y", "▁", "xy"], [("x", "y")], ordinary=ordinary)
    assert encoder_of(tokenizer).encode(text) == reference_encoder(tokenizer).encode(text)


@given(markup=TEXTS)
def test_special_tokens_are_found_in_markup(markup: str) -> None:
    assert ENCODER.encode_markup(markup) == REFERENCE.encode_markup(markup)
    assert TOKENIZER.token_to_id("<eos>") in ENCODER.encode_markup(f"{markup}<eos>")


def test_what_spells_a_special_token_is_characters_in_a_text() -> None:
    assert ENCODER.encode("<eos>") == [TOKENIZER.token_to_id(letter) for letter in "<eos>"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a" * 301, id="a piece of one letter"),
        pytest.param("aab" * 4_001, id="a long piece"),
        pytest.param("the stone " * 2_001, id="a long line"),
    ],
)
def test_what_is_too_long_to_be_kept_is_encoded_all_the_same(text: str) -> None:
    for _ in range(2):
        ours, theirs = encode_both(text)
        assert ours == theirs


def test_a_page_typed_letter_by_letter_is_always_encoded_as_a_whole() -> None:
    page = "the hello\n\nthe stone is in the west. 雪落在山上\nthe <b>last</b> one"
    for end in range(len(page)):
        ours, theirs = encode_both(page[:end])
        assert ours == theirs


def test_a_result_that_the_caller_changes_leaves_the_next_one_alone() -> None:
    first = ENCODER.encode("the stone")
    expected = list(first)
    first.clear()
    assert ENCODER.encode("the stone") == expected


@pytest.mark.parametrize("encoder", [ENCODER, REFERENCE], ids=["ours", "the library's"])
def test_half_a_surrogate_pair_is_refused(encoder: TextEncoder) -> None:
    with pytest.raises((UnicodeEncodeError, TypeError)):
        encoder.encode("a\ud800b")
