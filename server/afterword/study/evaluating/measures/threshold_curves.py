"""Figures of a policy at other thresholds than its own: curves, and comparisons at equal coverage."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from afterword.study.evaluating.measures.bootstrap import estimate, grouped
from afterword.study.evaluating.measures.policy_figures import PLACE_FIGURES
from afterword.study.evaluating.runs.observation import Observation

EXACT_WORDS: Final = (1, 2, 3, 5)
"""The numbers of words k of ExactMatch@k."""
COVERAGES: Final = (0.1, 0.2, 0.3, 0.5, 1.0)
"""The shares of all places, the most confident first, at which exact match is computed."""


def at_threshold(seen: Sequence[Observation], threshold: float) -> list[Observation]:
    """Return the observations as they would be at one of the measured thresholds."""
    return [
        replace(each, found=step.found)
        for each in seen
        for step in each.steps
        if step.threshold == threshold
    ]


def threshold_curve(seen: Sequence[Observation]) -> list[dict[str, Any]]:
    """Return the figures at each threshold, without confidence intervals."""
    thresholds = sorted({step.threshold for each in seen for step in each.steps})
    points = list[dict[str, Any]]()
    for threshold in thresholds:
        there = at_threshold(seen, threshold)
        points.append({"threshold": threshold} | _plain_figures(there))
    return points


def exact_match(seen: Sequence[Observation]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return ExactMatch@k at equal coverage: the share of the most confident places with k right words.

    Places are ranked by the highest threshold at which k words are shown, so policies are compared
    at the same number of places, whatever their own thresholds are.

    Returns:
        The share of right places, by language, k and coverage.
    """
    return {
        language: {str(words): _by_coverage(there, words) for words in EXACT_WORDS}
        for language, there in grouped(seen, lambda each: each.language).items()
    }


def at_equal_precision(
    ours: Sequence[Observation], theirs: Sequence[Observation]
) -> dict[str, Any] | None:
    """Return their figures at the lowest threshold at which they are as precise as we are.

    It is None if they never are, or if we showed nothing.
    """
    precision = _plain_figures(ours)["precision"]
    if precision is None:
        return None
    for point in threshold_curve(theirs):
        if point["precision"] is not None and point["precision"] >= precision:
            return point
    return None


def _plain_figures(seen: Sequence[Observation]) -> dict[str, float | None]:
    figures = dict[str, float | None]()
    for name, terms in PLACE_FIGURES.items():
        sums = [terms(each) for each in seen]
        denominator = sum(term[1] for term in sums)
        value = sum(term[0] for term in sums) / denominator if denominator else None
        figures[name] = None if value is None else round(value, 5)
    return figures


def _by_coverage(seen: Sequence[Observation], words: int) -> dict[str, Any]:
    ranked = sorted(seen, key=lambda each: _confidence(each, words), reverse=True)
    figures = dict[str, Any]()
    for coverage in COVERAGES:
        top = ranked[: max(1, round(coverage * len(ranked)))]
        figures[str(coverage)] = estimate(
            top, lambda each: (_has_right(each, words), 1), cluster=lambda each: each.document
        ).describe()
    return figures


def _confidence(seen: Observation, words: int) -> float:
    return max((s.threshold for s in seen.steps if s.found.shown_words >= words), default=-1.0)


def _has_right(seen: Observation, words: int) -> bool:
    return any(step.found.right_words >= words for step in seen.steps)


def curves_by_group(seen: Sequence[Observation]) -> dict[str, list[dict[str, Any]]]:
    """Return a threshold curve for each language and kind of place."""
    groups = grouped(seen, lambda each: each.group)
    return {name: threshold_curve(group) for name, group in groups.items()}
