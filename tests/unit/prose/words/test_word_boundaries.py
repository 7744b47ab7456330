"""Counting words, cutting after some of them, and finding the partly typed one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.words.word_boundaries import (
    continues_word,
    count_words,
    cut_to_words,
    stem_before,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param(" \n…—!", 0, id="no letters"),
        pytest.param("The bell rang twice.", 4, id="English"),
        pytest.param("don't, don’t", 2, id="apostrophes, straight and curly"),
        pytest.param("mother-in-law", 1, id="hyphens"),
        pytest.param("yes—no", 2, id="dash"),
        pytest.param("3.14 and 1,000 at 10:30", 5, id="numbers"),
        pytest.param("cafe\u0301 noir", 2, id="combining mark"),
        pytest.param("I ❤\ufe0f tea", 2, id="emoji"),
        pytest.param("港口", 1, id="a pair of Chinese characters"),
        pytest.param("港口很静", 2, id="two pairs"),
        pytest.param("港，口", 1, id="a pair over a comma"),
        pytest.param("港口很", 2, id="an odd character"),
        pytest.param("用 Python 写", 2, id="mixed"),
        pytest.param("กำ", 1, id="one Thai character of two code points"),
        pytest.param("هذا بيت", 2, id="Arabic"),
        pytest.param("זה בית", 2, id="Hebrew"),
        pytest.param("می\u200cروم", 1, id="Persian with a zero-width non-joiner"),
        pytest.param("यह किताब है", 3, id="Hindi"),
        pytest.param("오늘은 춥다", 2, id="Korean"),
    ],
)
def test_counts_words_as_a_writer_would(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "max_words", "kept"),
    [
        pytest.param("one two three", 2, "one two", id="no space left at the end"),
        pytest.param(" one two", 1, " one", id="leading space kept"),
        pytest.param("one two ", 2, "one two ", id="all of it is left alone"),
        pytest.param("one, two", 1, "one,", id="comma clings"),
        pytest.param("“Stop!” he said", 1, "“Stop!”", id="closing quote clings"),
        pytest.param("say (no more)", 1, "say", id="opening bracket does not cling"),
        pytest.param("one—two", 1, "one", id="dash belongs to what follows"),
        pytest.param("**bold** text", 1, "**bold**", id="emphasis closes"),
        pytest.param("„Ja“ sagte er", 1, "„Ja“", id="German quote closes"),
        pytest.param("港口很静", 1, "港口", id="Chinese pair"),
        pytest.param("港口，很静", 1, "港口，", id="Chinese comma clings"),
        pytest.param("他说：“好的”", 1, "他说：", id="Chinese quote opens"),
        pytest.param("one two", 0, "", id="none"),
        pytest.param("…", 0, "…", id="no word to cut"),
    ],
)
def test_cuts_after_a_word_with_the_marks_that_cling_to_it(
    text: str, max_words: int, kept: str
) -> None:
    assert cut_to_words(text, max_words) == kept


@given(st.text(), st.integers(0, 20))
def test_cut_is_a_prefix_with_at_most_so_many_words(text: str, max_words: int) -> None:
    kept = cut_to_words(text, max_words)
    assert text.startswith(kept)
    assert count_words(kept) <= max_words


@pytest.mark.parametrize(
    ("before", "stem"),
    [
        pytest.param("the wiz", "wiz", id="half a word"),
        pytest.param("wiz", "wiz", id="at the start"),
        pytest.param("the ", "", id="after a space"),
        pytest.param("the,", "", id="after a comma"),
        pytest.param("“Wh", "Wh", id="after a quote"),
        pytest.param("don't", "don't", id="straight apostrophe inside"),
        pytest.param("don’t", "don’t", id="curly apostrophe inside"),
        pytest.param("well-kn", "well-kn", id="hyphen inside"),
        pytest.param("well-", "", id="after a hyphen"),
        pytest.param("cafe\u0301", "cafe\u0301", id="combining mark"),
        pytest.param("При", "При", id="Cyrillic"),
        pytest.param("می\u200c", "می\u200c", id="Persian joiner at the end"),
        pytest.param("बिल्", "बिल्", id="Hindi"),
        pytest.param("港口", "", id="Chinese"),
        pytest.param("用Pyth", "Pyth", id="Latin after Chinese"),
        pytest.param("ภาษ", "", id="Thai"),
        pytest.param("tea 🙂", "", id="emoji"),
        pytest.param("tea ❤\ufe0f", "", id="emoji with a variation selector"),
        pytest.param("", "", id="empty"),
    ],
)
def test_stem_is_the_typed_part_of_the_word(before: str, stem: str) -> None:
    assert stem_before(before) == stem


@given(st.text())
def test_stem_is_at_the_end_of_the_text(before: str) -> None:
    stem = stem_before(before)
    assert before.endswith(stem)
    assert not any(char.isspace() for char in stem)


@pytest.mark.parametrize("after", ["ard", "é", "7", "\u0301x", "Ж", "ع", "한"])
def test_word_goes_on_with_a_letter_mark_or_digit(after: str) -> None:
    assert continues_word(after)


@pytest.mark.parametrize("after", ["", " ard", "\n", ".", "’s", "-in", "港", "ก", "🙂", "。"])
def test_word_ends_before_space_punctuation_and_scripts_without_spaces(after: str) -> None:
    assert not continues_word(after)
