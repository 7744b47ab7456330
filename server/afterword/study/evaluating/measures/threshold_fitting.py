"""Thresholds from observations: how sure ghost text must be, to be wrong as seldom as was asked.

Makes the table that ``writing/ghost_text/thresholds.json`` holds. Calibrate on one half of the documents,
check on the other.
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
"""Fewer say too little: such a position gets no row, and a language counts for as much less."""
MIN_PLACES_OF_LANGUAGE: Final = 200
"""Fewer say less of a language than all languages together do: it gets no row of its own."""


@dataclass(frozen=True, slots=True)
class Target:
    """What has to hold at a threshold."""

    wrong_share: float
    """At most so many of the places where something may be shown show what is not wholly right."""
    precision: float
    """At least so much of what is shown is wholly right: where nothing can be foreseen, such as at
    the start of a sentence, few wrong shows are still more than none."""


TARGETS: Final[Mapping[Eagerness, Target]] = {
    Eagerness.QUIET: Target(0.02, 0.90),
    Eagerness.BALANCED: Target(0.15, 0.60),
    Eagerness.EAGER: Target(0.25, 0.40),
}
CHARACTER_TARGETS: Final[Mapping[Eagerness, Target]] = {
    **TARGETS,
    Eagerness.BALANCED: Target(0.15, 0.55),
}
"""In scripts without spaces: a character is sooner read than a word, and seldom as sure."""
INSIDE_TARGETS: Final[Mapping[Eagerness, Target]] = {
    Eagerness.QUIET: Target(0.005, 0.95),
    Eagerness.BALANCED: Target(0.02, 0.90),
    Eagerness.EAGER: Target(0.03, 0.75),
}
"""With text to the right, where a wrong suggestion tears a finished sentence apart."""
POSITIONS: Final[Mapping[PlaceKind, Position]] = {
    PlaceKind.WORD_START: Position.WORD_START,
    PlaceKind.STEM: Position.MID_WORD,
    PlaceKind.MID_WORD: Position.MID_WORD,
    PlaceKind.SENTENCE_START: Position.SENTENCE_START,
    PlaceKind.CHARACTER: Position.CHARACTER,
    PlaceKind.GAP: Position.INSIDE,
    PlaceKind.WHOLE_SENTENCE: Position.INSIDE,
}
_TARGETS_AT: Final = {
    Position.INSIDE: INSIDE_TARGETS,
    Position.CHARACTER: CHARACTER_TARGETS,
}
_NEVER: Final = 1.5
"""Few texts promise so much."""

Row = dict[Eagerness, float]


def calibrate(seen: Iterable[Observation]) -> dict[str, dict[Position, Row]]:
    """Return the thresholds by language and position, of all that were seen often enough.

    The rows of ``ANY`` are for all other languages: there those that were seen count alike within a
    position, however many places each has, if it has ``MIN_PLACES``.
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
            continue  # it would say the same again
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
    # With few places, chance can let the stricter target hold at a lower threshold.
    row[Eagerness.BALANCED] = min(row[Eagerness.BALANCED], row[Eagerness.QUIET])
    row[Eagerness.EAGER] = min(row[Eagerness.EAGER], row[Eagerness.BALANCED])
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shares:
    """Of all places, what is shown rightly and wrongly at a threshold."""

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

    Between two thresholds that were tried, the wrong share is taken to change evenly.
    """
    lowest, at = steps[0].threshold, 0
    for index in range(len(steps) - 1, -1, -1):
        if steps[index].wrong > target.wrong_share:
            lowest, at = _between(steps, index, target), index + 1
            break
    # The share of so few that are shown is no steady figure: what holds once is enough.
    while at < len(steps) and not steps[at].is_precise(target):
        at += 1
        lowest = steps[at].threshold if at < len(steps) else _NEVER
    return max(0.01, math.ceil(round(lowest * 100, 6)) / 100)


def _between(steps: Sequence[_Shares], index: int, target: Target) -> float:
    """Return where, after a step that is wrong too often, it is so no longer."""
    below = steps[index]
    has_next = index + 1 < len(steps)
    above, upper = (steps[index + 1].wrong, steps[index + 1].threshold) if has_next else (0, _NEVER)
    share = (below.wrong - target.wrong_share) / max(below.wrong - above, 1e-9)
    return below.threshold + share * (upper - below.threshold)
