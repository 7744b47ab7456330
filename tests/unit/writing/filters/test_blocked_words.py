"""Words that may not be shown are cut off."""

import pytest

from afterword.settings import SafetyLevel
from afterword.writing.filters.blocked_words import without_blocked_words
from afterword.writing.passage import Passage
from fakes.writing_services import settings_of

MILD_OATH = "bastard"


def passage(before: str, level: SafetyLevel) -> Passage:
    settings = settings_of(safety={"level": str(level)})
    return Passage(text=before, char_offset=len(before), settings=settings)


@pytest.mark.parametrize(
    ("level", "kept"), [(SafetyLevel.OFF, "you bastard of a sea"), (SafetyLevel.STRICT, "you")]
)
def test_a_word_above_the_level_and_what_follows_it_are_left_out(
    level: SafetyLevel, kept: str
) -> None:
    text = f"you {MILD_OATH} of a sea"
    assert without_blocked_words(text, passage("He shouted at the water: ", level)) == kept


def test_a_word_that_the_writer_has_begun_is_left_out_whole() -> None:
    place = passage(f"He was called a {MILD_OATH[:4]}", SafetyLevel.STRICT)
    assert without_blocked_words(MILD_OATH[4:], place) == ""


def test_that_a_word_was_left_out_is_logged_without_the_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    without_blocked_words(f"you {MILD_OATH}", passage("He shouted: ", SafetyLevel.STRICT))
    assert "left out a word reason=" in caplog.text
    assert MILD_OATH not in caplog.text
