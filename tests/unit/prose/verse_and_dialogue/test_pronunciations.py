"""Pronunciations of English words, from the packed dictionary."""

from importlib import resources

import pytest

from afterword.prose.verse_and_dialogue.pronunciations import pronunciation_of, read_table
from afterword.prose.verse_and_dialogue.syllables import count_english_by_spelling


def rows() -> list[str]:
    return read_table().decode("ascii").splitlines()


@pytest.mark.parametrize(
    ("word", "syllables", "tails"),
    [
        pytest.param("colonel", 2, {"HnCl"}, id="from-the-first-sound-if-that-is-stressed"),
        pytest.param("alone", 2, {"Ln"}, id="from-the-stressed-vowel-on"),
        pytest.param("hour", 1, {"EH", "Er"}, id="as-short-as-it-is-said-and-all-ways-to-end"),
        pytest.param(
            "butterfly", 3, {"CtHflF", "F"}, id="also-from-a-second-stress-behind-the-first"
        ),
        pytest.param("Queue", 1, {"O"}, id="in-any-case"),
        pytest.param("don’t", 1, {"Lnt", "Ln"}, id="with-a-curly-apostrophe"),
        pytest.param("twas", 1, {"Cz"}, id="without-the-apostrophe-before-it"),
        pytest.param("café", 2, {"I"}, id="without-its-accent"),
        pytest.param("shh", 1, {"x"}, id="without-a-vowel"),
    ],
)
def test_a_word_is_said_as_the_dictionary_has_it(
    word: str, syllables: int, tails: set[str]
) -> None:
    said = pronunciation_of(word)
    assert said
    assert (said.syllables, said.tails) == (syllables, tails)


@pytest.mark.parametrize(
    ("word", "stem", "ending", "more_syllables"),
    [
        pytest.param("larch's", "larch", "Jz", 1, id="after-a-hiss"),
        pytest.param("thicket's", "thicket", "s", 0, id="after-a-voiceless-sound"),
        pytest.param("quagmires", "quagmire", "z", 0, id="after-any-other"),
    ],
)
def test_a_missing_plural_or_possessive_is_said_as_its_stem_and_s(
    word: str, stem: str, ending: str, more_syllables: int
) -> None:
    assert not any(row.startswith(f"{word} ") for row in rows())
    said, without = pronunciation_of(word), pronunciation_of(stem)
    assert said
    assert without
    assert said.syllables == without.syllables + more_syllables
    assert said.tails == {tail + ending for tail in without.tails}


@pytest.mark.parametrize("word", ["", "'s", "blorfing", "zzzzzz", "été", "渡口", "zz"])
def test_what_the_dictionary_lacks_is_not_said(word: str) -> None:
    assert pronunciation_of(word) is None


def test_every_word_of_the_table_is_found() -> None:
    table = rows()
    assert table == sorted(table)
    for row in (table[0], *table[::97], table[-1]):
        word, syllables, *tails = row.split()
        said = pronunciation_of(word)
        assert said
        assert (said.syllables, said.tails) == (int(syllables), set(tails))


def test_spelling_counts_as_the_dictionary_in_nine_of_ten_words() -> None:
    entries = [row.split() for row in rows()]
    agreed = sum(count_english_by_spelling(word) == int(count) for word, count, *_ in entries)
    assert agreed / len(entries) > 0.91


def test_the_licence_of_the_data_is_beside_it() -> None:
    licence = resources.files("afterword.prose.verse_and_dialogue").joinpath("cmudict-LICENSE.txt")
    assert "Carnegie Mellon University" in licence.read_text("utf-8")
