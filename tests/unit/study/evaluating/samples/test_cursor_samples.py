"""Where cursors are put: each kind is what it says, the same each time, never in code."""

import pytest

from afterword.study.evaluating.samples.cursor_samples import (
    PlaceKind,
    choose_places,
    choose_places_of_kind,
)
from afterword.study.evaluating.samples.typed_stretches import choose_stretches
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of

LONG = "\n\n".join([ENGLISH, ENGLISH.replace("ferry", "night boat")])


def around(kind: PlaceKind, *, text: str = LONG) -> list[tuple[str, str, str]]:
    """Return what stands before, what was written, and what stands after, at every place."""
    places = choose_places_of_kind([writing_of(text)], kind, count=40, seed=3)
    assert places
    return [(place.passage().before, place.truth, place.passage().after) for place in places]


def test_a_word_start_is_behind_a_space_and_before_a_letter() -> None:
    for before, truth, after in around(PlaceKind.WORD_START):
        assert before.endswith(" ")
        assert truth[0].isalnum()
        assert after == ""


def test_a_stem_is_two_or_three_letters() -> None:
    for before, truth, _ in around(PlaceKind.STEM):
        assert len(before.rpartition(" ")[2].lstrip("“")) in {2, 3}
        assert truth[0].isalpha()


def test_mid_word_leaves_two_letters_or_more() -> None:
    for before, truth, _ in around(PlaceKind.MID_WORD):
        assert len(before.rpartition(" ")[2]) >= 4
        assert truth[:2].isalpha()


def test_a_sentence_start_is_behind_a_sentence() -> None:
    for before, truth, _ in around(PlaceKind.SENTENCE_START):
        assert before.endswith(". ")
        assert truth[0].isupper()


def test_a_gap_is_filled_by_what_was_taken_out() -> None:
    for before, truth, after in around(PlaceKind.GAP):
        assert before + truth + after == LONG
        assert 1 <= len(truth.split()) <= 3
        assert after[0] in " ,."


def test_in_a_whole_sentence_nothing_is_missing() -> None:
    for before, truth, after in around(PlaceKind.WHOLE_SENTENCE):
        assert truth == ""
        assert before + after == LONG


def test_chinese_places_are_between_characters() -> None:
    kinds = {place.kind for place in choose_places([writing_of(CHINESE * 2)], limit=40, seed=1)}
    assert PlaceKind.CHARACTER in kinds
    assert not kinds & {PlaceKind.WORD_START, PlaceKind.STEM, PlaceKind.MID_WORD}


def test_the_same_seed_gives_the_same_places_and_another_one_others() -> None:
    offsets = [
        [place.char_offset for place in choose_places([writing_of(LONG)], limit=30, seed=seed)]
        for seed in (1, 1, 2)
    ]
    assert offsets[0] == offsets[1] != offsets[2]


def test_a_higher_limit_adds_places() -> None:
    few, many = (
        {(place.char_offset, place.kind) for place in choose_places([writing_of(LONG)], limit=limit, seed=1)}
        for limit in (20, 60)
    )  # fmt: skip
    assert few < many


def test_no_cursor_is_put_into_code() -> None:
    text = f"{ENGLISH}\n\n```text\n{ENGLISH}\n```\n"
    places = choose_places([writing_of(text)], limit=60, seed=1)
    assert places
    assert all(place.char_offset < len(ENGLISH) for place in places)


def test_stretches_begin_with_a_sentence_and_do_not_overlap() -> None:
    stretches = choose_stretches([writing_of(LONG)], total_chars=1000, seed=1)
    assert len(stretches) == 2
    for stretch in stretches:
        assert stretch.text[0].isupper()
    spans = sorted((stretch.start, stretch.end) for stretch in stretches)
    assert spans[0][1] <= spans[1][0]


@pytest.mark.parametrize("limit", [1, 7])
def test_a_small_limit_is_kept(limit: int) -> None:
    assert len(choose_places([writing_of(LONG)], limit=limit, seed=1)) <= limit + 2
