"""A trace leaves on the page what it was asked to type, however it gets there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.study.benchmarking.typing_trace import CHARS_PER_WORD, Edit, type_out

BEFORE = "It had rained. "
SENTENCE = "Nobody came for the second trunk, and in April the porter sold it. " * 3


def play(text: str, edits: list[Edit]) -> str:
    for edit in edits:
        text = edit.apply(text)
    return text


@given(typed=st.text(min_size=1, max_size=60), seed=st.integers(0, 50))
def test_the_text_stands_there_in_the_end(typed: str, seed: int) -> None:
    edits = type_out(typed, at=len(BEFORE), words_per_minute=60, seed=seed)
    assert play(BEFORE + "After.", edits) == BEFORE + typed + "After."


@pytest.mark.parametrize("pace", [40, 90])
def test_the_pace_is_the_one_asked_for(pace: int) -> None:
    edits = type_out(SENTENCE, at=0, words_per_minute=pace, seed=1)
    minutes = sum(edit.wait_ms for edit in edits) / 60_000
    assert len(SENTENCE) / CHARS_PER_WORD / minutes == pytest.approx(pace)


def test_slips_are_made_and_taken_back() -> None:
    edits = type_out(SENTENCE, at=0, words_per_minute=60, seed=1)
    taken_back = sum(edit.removed_chars for edit in edits)
    assert taken_back > 0
    assert sum(len(edit.inserted) for edit in edits) == len(SENTENCE) + taken_back


def test_each_edit_is_one_key_at_the_cursor() -> None:
    edits = type_out(SENTENCE, at=0, words_per_minute=60, seed=1)
    cursor = 0
    for edit in edits:
        assert len(edit.inserted) + edit.removed_chars == 1
        assert edit.char_offset + edit.removed_chars == cursor
        cursor = edit.cursor


def test_the_same_seed_types_alike_and_another_does_not() -> None:
    def trace(seed: int) -> list[Edit]:
        return type_out(SENTENCE, at=0, words_per_minute=60, seed=seed)

    assert trace(1) == trace(1) != trace(2)
