"""Banned phrases are found as a reader would find them."""

import pytest

from afterword.writing.filters.banned_phrases import BannedPhrases


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        pytest.param("a mix of", "It was A mix\nof both.", 7, id="case-and-line-break"),
        pytest.param("can't help but", "He can’t help but go.", 3, id="either-apostrophe"),
        pytest.param("art", "The party starts.", None, id="inside-a-word"),
        pytest.param("不由得", "他不由得笑了。", 1, id="chinese"),
        pytest.param("well, well", "Well, well!", 0, id="with-a-comma"),
        pytest.param("(sigh)", "He (sigh) left.", 3, id="marks-are-no-pattern"),
        pytest.param("  ", "Any text.", None, id="blank"),
    ],
)
def test_finds_a_phrase(phrase: str, text: str, found: int | None) -> None:
    assert BannedPhrases([phrase]).find(text, before="") == found


def test_the_first_of_several_counts() -> None:
    assert BannedPhrases(["two", "one"]).find("zero one two", before="") == 5


def test_a_phrase_that_begins_in_the_text_before_is_found_at_the_start() -> None:
    banned = BannedPhrases(["at the end of the day"])
    assert banned.find(" the day it rained", before="And at the end of") == 0
    assert banned.find(" It rained", before="At the end of the day.") is None


def test_a_last_word_that_may_go_on_is_no_hit_before_the_text_is_whole() -> None:
    banned = BannedPhrases(["delve"])
    assert banned.find("We delve", before="", is_whole=False) is None
    assert banned.find("We delve", before="") == 3
    assert banned.find("We delve ", before="", is_whole=False) == 3
    assert banned.find("We delves", before="") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("It was a mix", "It was ", id="a-beginning"),
        pytest.param("It was a mi", "It was ", id="in-mid-word"),
        pytest.param("It was a mixed", "It was a mixed", id="another-word"),
        pytest.param("It rained.", "It rained.", id="nothing-of-it"),
    ],
)
def test_holds_back_what_may_become_a_phrase(text: str, shown: str) -> None:
    assert BannedPhrases(["a mix of"]).without_partial_match(text, before="") == shown
