"""Word completion from the document's own words."""

import pytest

from afterword.prose.words.word_completion import (
    OTHER_DOCUMENTS_CHARS,
    WordCompletion,
    complete_word,
)

PAGE = "Ottilie Varga came first. Then Ottilie slept, and Varga watched the lighthouse. "


@pytest.mark.parametrize(
    ("before", "after", "rest"),
    [
        pytest.param(f"{PAGE}At noon Ot", "", "tilie", id="a-name"),
        pytest.param(f"{PAGE}At noon Var", "", "ga", id="another-name"),
        pytest.param(f"{PAGE}She saw the lig", "", "hthouse", id="a-word"),
        pytest.param(f"{PAGE}‘Ot", "", "tilie", id="behind-a-quote"),
        pytest.param("At noon Ot", f"\n\n{PAGE}", "tilie", id="after-the-cursor"),
        pytest.param("Ольга пошла. Молчала Ольга. И тогда Оль", "", "га", id="another-script"),
    ],
)
def test_finds_the_word_that_stands_on_the_page(before: str, after: str, rest: str) -> None:
    found = complete_word(before, after)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("At noon O", id="one-letter"),
        pytest.param("She saw the li", id="two-letters-of-a-word"),
        pytest.param("At noon Ottilie", id="a-whole-word"),
        pytest.param("At noon ot", id="another-case"),
        pytest.param("At noon ", id="no-stem"),
        pytest.param("Room 12", id="digits"),
        pytest.param("At noon Xan", id="unknown"),
        pytest.param("the house", id="only-inside-another-word"),
        pytest.param("他打开", id="a-script-without-spaces"),
        pytest.param("", id="nothing"),
    ],
)
def test_is_silent_where_no_word_stands_out(typed: str) -> None:
    assert complete_word((PAGE if typed else "") + typed) is None


def test_the_more_often_a_name_stood_there_the_surer_it_is() -> None:
    once, twice = (complete_word("We met Ottilie. " * count + "Then Ot") for count in (1, 2))
    assert once is not None
    assert twice is not None
    assert 0.6 < once.probability < twice.probability < 0.9


def test_a_name_is_surer_than_a_word_that_came_as_often() -> None:
    name, word = (complete_word("Ask Ottilie. Ask Ott"), complete_word("my ottoman. my ott"))
    assert name is not None
    assert word is not None
    assert name.probability > word.probability


def test_two_words_with_the_same_beginning_leave_it_open() -> None:
    assert complete_word("a winter, a window, a winter, a window, a win") is None
    leaning = complete_word("a winter, a winter, a winter, a window, a win")
    assert leaning is not None
    assert (leaning.rest, round(leaning.probability, 2)) == ("ter", 0.4)


def test_many_words_with_the_same_beginning_end_the_search() -> None:
    assert complete_word("contain consider contract " * 50 + "con") is None


def test_a_possessive_counts_as_its_name() -> None:
    found = complete_word("Varga’s coat. Varga's hat. Take Va")
    assert found == WordCompletion(rest="rga", probability=0.8)


def test_a_sentence_start_makes_no_name_of_a_word() -> None:
    middle, start = (complete_word(f"Ottoman. {lead}Otto") for lead in ("The ", ""))
    assert middle is not None
    assert start is not None
    assert middle.probability > start.probability


def test_the_writers_other_documents_count_too() -> None:
    cast = "Ottilie Varga, widow.\nHer son, Ottokar."
    assert complete_word("At noon Otti") is None
    found = complete_word("At noon Otti", other_documents=(cast,))
    assert found is not None
    assert found.rest == "lie"
    assert complete_word("At noon Ott", other_documents=(cast,)) is None


def test_other_documents_are_read_up_to_a_bound() -> None:
    far = "x " * OTHER_DOCUMENTS_CHARS + "Ottilie"
    assert complete_word("At noon Otti", other_documents=(far,)) is None
    assert complete_word("At noon Otti", other_documents=(far, "Ottilie came.")) is not None
