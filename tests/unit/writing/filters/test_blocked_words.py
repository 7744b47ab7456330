"""What may not be shown is cut off, and counted."""

import pytest

from afterword.safety.blocked_span import BlockReason
from afterword.settings import SafetyLevel
from afterword.writing.filters.blocked_words import BlockedWords
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
    blocked_words = BlockedWords(level)
    text = f"you {MILD_OATH} of a sea"
    assert blocked_words.without_blocked(text, passage("He shouted at the water: ")) == kept
    assert sum(blocked_words.blocked.values()) == (level is SafetyLevel.STRICT)
    assert set(blocked_words.blocked) <= set(BlockReason)


def test_a_word_that_the_writer_has_begun_is_left_out_whole() -> None:
    blocked_words = BlockedWords(SafetyLevel.STRICT)
    assert (
        blocked_words.without_blocked(MILD_OATH[4:], passage(f"He was called a {MILD_OATH[:4]}"))
        == ""
    )
