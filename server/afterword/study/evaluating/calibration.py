"""Thresholds from observations: how sure ghost text must be, to be wrong as seldom as was asked.

Makes the table that ``writing/thresholds.json`` holds. Calibrate on one half of the documents,
check on the other.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from afterword.settings import Eagerness
from afterword.study.evaluating.observing import Observation
from afterword.study.evaluating.places import PlaceKind
from afterword.writing.thresholds import Position

MIN_PLACES: Final = 40
"""Fewer say too little: such a position gets no row."""
TARGETS: Final[Mapping[Eagerness, float]] = {
    Eagerness.QUIET: 0.01,
    Eagerness.BALANCED: 0.10,
    Eagerness.EAGER: 0.20,
}
"""The share of places where something may be shown that is not wholly right."""
INSIDE_TARGETS: Final[Mapping[Eagerness, float]] = {
    Eagerness.QUIET: 0.005,
    Eagerness.BALANCED: 0.02,
    Eagerness.EAGER: 0.03,
}
"""The same with text to the right, where a wrong suggestion tears a finished sentence apart."""
POSITIONS: Final[Mapping[PlaceKind, Position]] = {
    PlaceKind.WORD_START: Position.WORD_START,
    PlaceKind.STEM: Position.MID_WORD,
    PlaceKind.MID_WORD: Position.MID_WORD,
    PlaceKind.SENTENCE_START: Position.SENTENCE_START,
    PlaceKind.CHARACTER: Position.CHARACTER,
    PlaceKind.GAP: Position.INSIDE,
    PlaceKind.WHOLE_SENTENCE: Position.INSIDE,
}
_NEVER: Final = 1.5
"""Few texts promise so much."""

Row = dict[Eagerness, float]


def calibrate(seen: Iterable[Observation]) -> dict[Position, Row]:
    """Return the thresholds of each position that was seen often enough.

    Languages count alike within a position, however many places each has.
    """
    groups = dict[Position, dict[str, list[Observation]]]()
    for each in seen:
        languages = groups.setdefault(POSITIONS[each.kind], {})
        languages.setdefault(each.language, []).append(each)
    return {
        position: _row(position, list(languages.values()))
        for position, languages in sorted(groups.items())
        if sum(map(len, languages.values())) >= MIN_PLACES
    }


def _row(position: Position, languages: Sequence[Sequence[Observation]]) -> Row:
    targets = INSIDE_TARGETS if position is Position.INSIDE else TARGETS
    thresholds = [step.threshold for step in languages[0][0].steps]
    wrong = [
        sum(_wrong_share(seen, index) for seen in languages) / len(languages)
        for index in range(len(thresholds))
    ]
    return {eagerness: _lowest(thresholds, wrong, target) for eagerness, target in targets.items()}


def _wrong_share(seen: Sequence[Observation], index: int) -> float:
    wrong = [
        each.steps[index].found.is_shown and not each.steps[index].found.is_whole_right
        for each in seen
    ]
    return sum(wrong) / len(wrong)


def _lowest(thresholds: Sequence[float], wrong: Sequence[float], target: float) -> float:
    """Return the lowest threshold from which on the wrong share stays within the target.

    Between two thresholds that were tried, the share is taken to change evenly.
    """
    lowest = _NEVER
    for index in range(len(thresholds) - 1, -1, -1):
        if wrong[index] > target:
            above = wrong[index + 1] if index + 1 < len(wrong) else 0.0
            share = (wrong[index] - target) / max(wrong[index] - above, 1e-9)
            upper = thresholds[index + 1] if index + 1 < len(thresholds) else _NEVER
            return _at_least_a_little(thresholds[index] + share * (upper - thresholds[index]))
        lowest = thresholds[index]
    return _at_least_a_little(lowest)


def _at_least_a_little(threshold: float) -> float:
    """Round up to hundredths, so that the target still holds; 0 would mean what was asked for."""
    return max(0.01, math.ceil(round(threshold * 100, 6)) / 100)
