"""Thresholds: the lowest that is wrong no more often than was asked."""

from dataclasses import replace

import pytest

from afterword.settings import Eagerness
from afterword.study.evaluating.measures.accepted_prefix import PrefixMatch
from afterword.study.evaluating.measures.threshold_fitting import (
    MIN_PLACES,
    PLACES,
    TARGETS,
    fit_thresholds,
)
from afterword.study.evaluating.runs.observation import Observation, ThresholdStep
from afterword.study.evaluating.samples.cursor_samples import PlaceKind
from afterword.writing.ghost_text.thresholds import ANY, Position

TRIED = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)
NOTHING = PrefixMatch(
    shown_words=0, right_words=0, shown_chars=0, right_chars=0, is_whole_right=False
)


def shown(*, is_right: bool) -> PrefixMatch:
    count = int(is_right)
    return PrefixMatch(
        shown_words=1,
        right_words=count,
        shown_chars=4,
        right_chars=4 * count,
        is_whole_right=is_right,
    )


def seen(
    confidence: float, *, is_right: bool, kind: PlaceKind, language: str = "en"
) -> Observation:
    found = shown(is_right=is_right)
    return Observation(
        document="d",
        char_offset=int(confidence * 1000),
        kind=kind,
        language=language,
        span_chars=5,
        sentence_chars=20,
        found=found,
        confidence=confidence,
        took_ms=1.0,
        steps=tuple(
            ThresholdStep(threshold=tried, found=found if confidence >= tried else NOTHING)
            for tried in TRIED
        ),
    )


def places(kind: PlaceKind, *, wrong_below: float, count: int = 100) -> list[Observation]:
    """Return places of evenly spread confidence, all wrong under a bound and right above it."""
    spread = [index / count for index in range(count)]
    return [seen(each, is_right=each >= wrong_below, kind=kind) for each in spread]


def test_the_threshold_is_where_the_wrong_share_meets_the_target() -> None:
    rows = fit_thresholds(places(PlaceKind.WORD_START, wrong_below=0.55))[ANY]
    row = rows[Position.WORD_START]
    # At 0.4 fifteen of a hundred are wrong, at 0.6 nothing: 0.02 lies seven eighths of the way.
    assert row[Eagerness.QUIET] == pytest.approx(0.58, abs=0.011)
    assert TARGETS[Eagerness.QUIET].wrong_share == 0.02
    assert row[Eagerness.BALANCED] == pytest.approx(0.40, abs=0.011)
    assert TARGETS[Eagerness.BALANCED].wrong_share == 0.15
    assert row[Eagerness.EAGER] < row[Eagerness.BALANCED] < row[Eagerness.QUIET]


def test_what_is_always_right_needs_no_more_than_the_lowest_threshold() -> None:
    row = fit_thresholds(places(PlaceKind.STEM, wrong_below=0.0))[ANY][Position.MID_WORD]
    assert {row[eagerness] for eagerness in Eagerness} == {0.01}


def test_what_is_always_wrong_is_hardly_ever_shown() -> None:
    row = fit_thresholds(places(PlaceKind.CHARACTER, wrong_below=1.0))[ANY][Position.CHARACTER]
    assert all(row[eagerness] > 0.9 for eagerness in Eagerness)


def test_where_little_is_shown_most_of_it_must_be_right() -> None:
    spread = [index / 100 for index in range(100)]
    seldom_right = [
        seen(each, is_right=index % 4 == 0 or each > 0.9, kind=PlaceKind.SENTENCE_START)
        for index, each in enumerate(spread)
        if each < 0.1 or each > 0.7
    ]
    silent = [seen(0.0, is_right=False, kind=PlaceKind.SENTENCE_START) for _ in range(300)]
    row = fit_thresholds([*seldom_right, *silent])[ANY][Position.SENTENCE_START]
    # At 0.6 only 15 of 339 places are wrong, but 15 of 29 that show anything; at 0.8, 7 of 20.
    assert row[Eagerness.BALANCED] == 0.8


def test_with_text_to_the_right_less_may_be_wrong() -> None:
    places_inside = places(PlaceKind.GAP, wrong_below=0.5)
    inside = fit_thresholds(places_inside)[ANY][Position.INSIDE]
    outside = fit_thresholds(places(PlaceKind.WORD_START, wrong_below=0.5))[ANY][
        Position.WORD_START
    ]
    assert all(inside[eagerness] > outside[eagerness] for eagerness in Eagerness)


def of_language(language: str, *, wrong_below: float, count: int = MIN_PLACES) -> list[Observation]:
    spread = places(PlaceKind.WORD_START, wrong_below=wrong_below, count=count)
    return [replace(each, language=language) for each in spread]


def test_too_few_places_give_no_row() -> None:
    assert not fit_thresholds(of_language("en", wrong_below=0.5, count=MIN_PLACES - 1))
    assert not fit_thresholds(of_language("other", wrong_below=0.5))


def test_a_row_says_how_many_places_it_rests_on() -> None:
    rows = fit_thresholds(of_language("en", wrong_below=0.5, count=170))
    assert rows[ANY][Position.WORD_START][PLACES] == 170


def test_a_language_that_was_not_measured_gets_the_strictest_thresholds_of_those_that_were() -> (
    None
):
    rows = fit_thresholds(
        [
            *of_language("en", wrong_below=0.4),
            *of_language("de", wrong_below=0.7),
            *of_language("fr", wrong_below=0.9, count=MIN_PLACES - 1),
        ]
    )
    assert set(rows) == {ANY, "de", "en"}
    english, german, any_other = (rows[each][Position.WORD_START] for each in ("en", "de", ANY))
    assert english[Eagerness.BALANCED] < german[Eagerness.BALANCED]
    assert any_other == german | {PLACES: 2 * MIN_PLACES}


def test_a_position_that_was_not_measured_gets_the_strictest_thresholds_of_the_others() -> None:
    stems = places(PlaceKind.STEM, wrong_below=0.2)
    rows = fit_thresholds([*of_language("en", wrong_below=0.7), *stems])[ANY]
    assert rows[Position.SENTENCE_START][Eagerness.QUIET] == rows[Position.WORD_START]["quiet"]
    assert rows[Position.MID_WORD]["quiet"] < rows[Position.WORD_START]["quiet"]


def test_one_language_alone_needs_no_rows_of_its_own() -> None:
    assert set(fit_thresholds(of_language("en", wrong_below=0.5))) == {ANY}


def test_a_character_may_be_wrong_a_little_more_often_than_a_word() -> None:
    def at(kind: PlaceKind, position: Position) -> float:
        spread = [index / 200 for index in range(200)]
        # From 0.2 on 59 of 100 are right, enough of characters; from 0.4 on 62, enough of words.
        shown = [
            seen(each, is_right=index * 37 % 100 < 50 or each > 0.85, kind=kind)
            for index, each in enumerate(spread)
            if each >= 0.2
        ]
        silent = [seen(0.0, is_right=False, kind=kind) for _ in range(400)]
        return fit_thresholds([*shown, *silent])[ANY][position][Eagerness.BALANCED]

    word = at(PlaceKind.WORD_START, Position.WORD_START)
    assert at(PlaceKind.CHARACTER, Position.CHARACTER) < word
