"""The summary of a run: the figures of each policy, and comparisons between policies."""

from collections.abc import Sequence
from typing import Any, Final

from afterword.study.evaluating.measures.bootstrap import grouped
from afterword.study.evaluating.measures.policy_figures import (
    compare_places,
    compare_typing,
    place_figures,
    typing_figures,
)
from afterword.study.evaluating.measures.threshold_curves import (
    at_equal_precision,
    curves_by_group,
    exact_match,
)
from afterword.study.evaluating.report.result_files import PolicyResult
from afterword.study.evaluating.samples.cursor_samples import PlaceKind

_OPEN_WORD_STARTS: Final = {PlaceKind.WORD_START, PlaceKind.SENTENCE_START, PlaceKind.CHARACTER}
"""The kinds of place at which several words may be right."""


def summarise(policies: Sequence[PolicyResult]) -> dict[str, Any]:
    """Return the figures of each policy, and comparisons of the first with each other one."""
    ours, *others = policies
    return {
        "policies": {policy.name: _figures(policy) for policy in policies},
        "against": {other.name: compare_results(ours, other) for other in others},
    }


def compare_results(ours: PolicyResult, theirs: PolicyResult) -> dict[str, Any]:
    """Return paired differences, and their figures at the threshold where they are as precise as we."""
    their_groups = grouped(theirs.seen, lambda each: each.group)
    return {
        "places": compare_places(ours.seen, theirs.seen),
        "typing": compare_typing(ours.typed, theirs.typed),
        "at_our_precision": {
            name: at_equal_precision(group, their_groups.get(name, []))
            for name, group in grouped(ours.seen, lambda each: each.group).items()
        },
    }


def _figures(policy: PolicyResult) -> dict[str, Any]:
    return {
        "places": place_figures(policy.seen),
        "typing": typing_figures(policy.typed),
        "curves": curves_by_group(policy.seen),
        "exact_match": exact_match(
            [each for each in policy.seen if each.kind in _OPEN_WORD_STARTS]
        ),
    }
