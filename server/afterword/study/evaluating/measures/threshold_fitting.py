"""Fits the confidence thresholds of ghost text to observations, for given rates of wrong suggestions.

It makes the table in ``writing/ghost_text/thresholds.json``. Thresholds are fitted on one half of the
documents and checked on the other.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from afterword.prose.characters.language_detection import OTHER_LANGUAGE
from afterword.settings import Eagerness
from afterword.study.evaluating.runs.observation import Observation
from afterword.study.evaluating.samples.cursor_samples import PlaceKind
from afterword.writing.ghost_text.thresholds import ANY, Position

MIN_PLACES: Final = 40
"""The number of places that a position needs for a row; a language with fewer has a lower weight."""
MIN_PLACES_OF_LANGUAGE: Final = 200
"""The number of places that a language needs for rows of its own; with fewer, all languages together
are the better estimate."""


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
    Eagerness.BALANCED: Target(0.02, 0.90),
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
_NEVER: Final = 1.5
"""A threshold that hardly any suggestion reaches."""

Row = dict[Eagerness, float]


def fit_thresholds(seen: Iterable[Observation]) -> dict[str, dict[Position, Row]]:
    """Return the thresholds by language and position, where there are enough places.

    The rows of ``ANY`` are for all other languages. In them every language with ``MIN_PLACES`` or
    more places of a position has the same weight.
    """
    groups = dict[Position, dict[str, list[Observation]]]()
    for each in seen:
        languages = groups.setdefault(POSITIONS[each.kind], {})
        languages.setdefault(each.language, []).append(each)
    found = dict[str, dict[Position, Row]]()
    for position, languages in sorted(groups.items()):
        if sum(map(len, languages.values())) < MIN_PLACES:
            continue
        found.setdefault(ANY, {})[position] = _row(position, list(languages.values()))
        if len(languages) == 1:
            continue  # its rows would be the same
        for language, of_language in sorted(languages.items()):
            if language != OTHER_LANGUAGE and len(of_language) >= MIN_PLACES_OF_LANGUAGE:
                found.setdefault(language, {})[position] = _row(position, [of_language])
    return found


def _row(position: Position, languages: Sequence[Sequence[Observation]]) -> Row:
    targets = _TARGETS_AT.get(position, TARGETS)
    weights = [min(1.0, len(seen) / MIN_PLACES) for seen in languages]
    steps = [
        _Shares(
            threshold=step.threshold,
            wrong=fmean((_share(seen, index, is_right=False) for seen in languages), weights),
            right=fmean((_share(seen, index, is_right=True) for seen in languages), weights),
        )
        for index, step in enumerate(languages[0][0].steps)
    ]
    row = {eagerness: _lowest(steps, target) for eagerness, target in targets.items()}
    # With few places, the stricter target may hold at a lower threshold by chance.
    row[Eagerness.BALANCED] = min(row[Eagerness.BALANCED], row[Eagerness.QUIET])
    row[Eagerness.EAGER] = min(row[Eagerness.EAGER], row[Eagerness.BALANCED])
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """The shares of all places at which something right, and something wrong, is shown at a threshold."""

    threshold: float
    wrong: float
    right: float

    def is_precise(self, target: Target) -> bool:
        return self.right >= target.precision * (self.right + self.wrong)


def _share(seen: Sequence[Observation], index: int, *, is_right: bool) -> float:
    found = (each.steps[index].found for each in seen)
    return sum(match.is_shown and match.is_whole_right == is_right for match in found) / len(seen)


def _lowest(steps: Sequence[_Shares], target: Target) -> float:
    """Return the lowest threshold from which on the target holds.

    Between two measured thresholds the wrong share is interpolated linearly.
    """
    lowest, at = steps[0].threshold, 0
    for index in range(len(steps) - 1, -1, -1):
        if steps[index].wrong > target.wrong_share:
            lowest, at = _between(steps, index, target), index + 1
            break
    # At high thresholds few are shown, so precision is noisy: it is enough if it holds once.
    while at < len(steps) and not steps[at].is_precise(target):
        at += 1
        lowest = steps[at].threshold if at < len(steps) else _NEVER
    return max(0.01, math.ceil(round(lowest * 100, 6)) / 100)


def _between(steps: Sequence[_Shares], index: int, target: Target) -> float:
    """Return the threshold, after a step that is wrong too often, at which the target holds."""
    below = steps[index]
    has_next = index + 1 < len(steps)
    above, upper = (steps[index + 1].wrong, steps[index + 1].threshold) if has_next else (0, _NEVER)
    share = (below.wrong - target.wrong_share) / max(below.wrong - above, 1e-9)
    return below.threshold + share * (upper - below.threshold)
