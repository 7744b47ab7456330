"""Fits the confidence thresholds of ghost text to observations, for given rates of wrong suggestions.

It makes the table in ``writing/ghost_text/thresholds.json``. Thresholds are fitted on one half of the
documents and checked on the other.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from afterword.prose.characters.language_detection import OTHER_LANGUAGE
from afterword.settings import Eagerness
from afterword.study.evaluating.runs.observation import Observation
from afterword.study.evaluating.samples.cursor_samples import PlaceKind
from afterword.writing.ghost_text.thresholds import ANY, Position

MIN_PLACES: Final = 100
"""Places of one language that a position needs for thresholds of its own."""
MIN_SHOWN: Final = 5
"""Suggestions that must be shown at a threshold, so that their precision says something."""
PLACES: Final = "places"
"""The key under which a row says how many places its thresholds rest on."""


@dataclass(frozen=True, slots=True)
class Target:
    """The conditions that a threshold must fulfil."""

    wrong_share: float
    """The largest share of all places at which something is shown that is not right as a whole."""
    precision: float
    """The smallest share of shown suggestions that are right as a whole. It matters where little can be
    predicted, such as at the start of a sentence: there most of the few suggestions may be wrong."""


TARGETS: Final[Mapping[Eagerness, Target]] = {
    Eagerness.QUIET: Target(0.02, 0.90),
    Eagerness.BALANCED: Target(0.15, 0.60),
    Eagerness.EAGER: Target(0.25, 0.40),
}
"""The targets of positions that are not listed in ``_TARGETS_AT``."""
CHARACTER_TARGETS: Final[Mapping[Eagerness, Target]] = {
    **TARGETS,
    Eagerness.BALANCED: Target(0.15, 0.55),
}
"""The targets in scripts without spaces: a character is faster to read than a word, and harder to
predict."""
INSIDE_TARGETS: Final[Mapping[Eagerness, Target]] = {
    Eagerness.QUIET: Target(0.005, 0.95),
    Eagerness.BALANCED: Target(0.02, 0.80),
    Eagerness.EAGER: Target(0.03, 0.75),
}
"""The targets with text to the right, where a wrong suggestion interrupts a finished sentence."""
POSITIONS: Final[Mapping[PlaceKind, Position]] = {
    PlaceKind.WORD_START: Position.WORD_START,
    PlaceKind.STEM: Position.MID_WORD,
    PlaceKind.MID_WORD: Position.MID_WORD,
    PlaceKind.SENTENCE_START: Position.SENTENCE_START,
    PlaceKind.CHARACTER: Position.CHARACTER,
    PlaceKind.GAP: Position.INSIDE,
    PlaceKind.WHOLE_SENTENCE: Position.INSIDE,
}
"""The position whose threshold is fitted to each kind of place."""
_TARGETS_AT: Final = {
    Position.INSIDE: INSIDE_TARGETS,
    Position.CHARACTER: CHARACTER_TARGETS,
}
"""The targets of positions that have their own."""
NEVER: Final = 1.5
"""A threshold that hardly any suggestion reaches."""

Row = dict[str, float]
"""Thresholds by eagerness, and under ``PLACES`` the number of places that they rest on."""


def fit_thresholds(seen: Iterable[Observation]) -> dict[str, dict[Position, Row]]:
    """Return the thresholds by language and position.

    A language with fewer than ``MIN_PLACES`` places of a position has no row there, and the rows of
    ``ANY`` serve it: the strictest of all languages that have one. A position for which no language
    has enough takes the strictest of the other positions. So what was not measured shows less.
    """
    groups = dict[tuple[Position, str], list[Observation]]()
    for each in seen:
        if each.language != OTHER_LANGUAGE:
            groups.setdefault((POSITIONS[each.kind], each.language), []).append(each)
    found = dict[str, dict[Position, Row]]()
    for (position, language), places in sorted(groups.items()):
        if len(places) >= MIN_PLACES:
            found.setdefault(language, {})[position] = _row(position, places)
    if not found:
        return {}
    by_position = {
        position: [rows[position] for rows in found.values() if position in rows]
        for position in Position
    }
    known = {position: _strictest(rows) for position, rows in by_position.items() if rows}
    others = _strictest(list(known.values()))
    any_language = {
        position: known.get(position, others)
        for position in Position
        if position in known or position is not Position.INSIDE  # it has stricter targets
    }
    own = {
        language: {
            position: row
            for position, row in rows.items()
            if len(by_position[position]) > 1  # else it is the row of any language
        }
        for language, rows in found.items()
    }
    return {ANY: any_language} | {language: rows for language, rows in own.items() if rows}


def _strictest(rows: Sequence[Row]) -> Row:
    """Return the highest thresholds of some rows, and the places of all of them."""
    row: Row = {eagerness: max(each[eagerness] for each in rows) for eagerness in Eagerness}
    return row | {PLACES: sum(each[PLACES] for each in rows)}


def _row(position: Position, seen: Sequence[Observation]) -> Row:
    steps = [
        _Shares(
            threshold=step.threshold,
            wrong=_share(seen, index, is_right=False),
            right=_share(seen, index, is_right=True),
            places=len(seen),
        )
        for index, step in enumerate(seen[0].steps)
    ]
    targets = _TARGETS_AT.get(position, TARGETS)
    row: Row = {eagerness: _lowest(steps, target) for eagerness, target in targets.items()}
    # With few places, the stricter target may hold at a lower threshold by chance.
    row[Eagerness.BALANCED] = min(row[Eagerness.BALANCED], row[Eagerness.QUIET])
    row[Eagerness.EAGER] = min(row[Eagerness.EAGER], row[Eagerness.BALANCED])
    return row | {PLACES: len(seen)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """The shares of all places at which something right, and something wrong, is shown at a threshold."""

    threshold: float
    wrong: float
    right: float
    places: int

    @property
    def precision(self) -> float:
        shown = self.right + self.wrong
        return self.right / shown if shown else 0.0

    def is_precise(self, target: Target) -> bool:
        shown = self.right + self.wrong
        return shown * self.places >= MIN_SHOWN and self.right >= target.precision * shown


def _share(seen: Sequence[Observation], index: int, *, is_right: bool) -> float:
    found = (each.steps[index].found for each in seen)
    return sum(match.is_shown and match.is_whole_right == is_right for match in found) / len(seen)


def _lowest(steps: Sequence[_Shares], target: Target) -> float:
    """Return the lowest threshold from which on the target holds.

    Between two measured thresholds the wrong share and the precision are interpolated linearly.
    """
    lowest, at = steps[0].threshold, 0
    for index in range(len(steps) - 1, -1, -1):
        if steps[index].wrong > target.wrong_share:
            lowest, at = _between(steps, index, target), index + 1
            break
    # Few are shown at high thresholds, so precision is noisy there: it is enough if it holds once.
    while at < len(steps) and not steps[at].is_precise(target):
        at += 1
        lowest = _precise_between(steps[at - 1], steps[at], target) if at < len(steps) else NEVER
    return max(0.01, math.ceil(round(lowest * 100, 6)) / 100)


def _precise_between(below: "_Shares", above: "_Shares", target: Target) -> float:
    """Return the threshold between two steps at which enough of what is shown is right.

    Between them the precision is interpolated linearly; where nothing is shown above, it is that step.
    """
    if not above.is_precise(target) or not above.right:
        return above.threshold
    share = (target.precision - below.precision) / (above.precision - below.precision)
    return below.threshold + share * (above.threshold - below.threshold)


def _between(steps: Sequence[_Shares], index: int, target: Target) -> float:
    """Return the threshold, after a step that is wrong too often, at which the target holds."""
    below = steps[index]
    has_next = index + 1 < len(steps)
    above, upper = (steps[index + 1].wrong, steps[index + 1].threshold) if has_next else (0, NEVER)
    share = (below.wrong - target.wrong_share) / max(below.wrong - above, 1e-9)
    return below.threshold + share * (upper - below.threshold)
