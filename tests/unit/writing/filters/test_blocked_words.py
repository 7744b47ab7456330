"""What may not be shown is cut off, and counted."""

import pytest

from afterword.safety.verdicts import Reason
from afterword.settings import SafetyLevel
from afterword.writing.filters.blocked_words import Guard
from afterword.writing.passage import Passage

MILD_OATH = "bastard"


def passage(before: str) -> Passage:
    return Passage(text=before, char_offset=len(before))


@pytest.mark.parametrize(
    ("level", "kept"), [(SafetyLevel.OFF, "you bastard of a sea"), (SafetyLevel.STRICT, "you")]
)
def test_a_word_above_the_level_and_what_follows_it_are_left_out(
    level: SafetyLevel, kept: str
) -> None:
    guard = Guard(level)
    text = f"you {MILD_OATH} of a sea"
    assert guard.without_blocked(text, passage("He shouted at the water: ")) == kept
    assert sum(guard.blocked.values()) == (level is SafetyLevel.STRICT)
    assert set(guard.blocked) <= set(Reason)


def test_a_word_that_the_writer_has_begun_is_left_out_whole() -> None:
    guard = Guard(SafetyLevel.STRICT)
    assert guard.without_blocked(MILD_OATH[4:], passage(f"He was called a {MILD_OATH[:4]}")) == ""
