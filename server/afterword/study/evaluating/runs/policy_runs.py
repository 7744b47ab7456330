"""Runs policies at single places and on stretches of text, and reports the progress."""

from collections.abc import Callable, Sequence
from typing import Final

from afterword.study.evaluating.policies.policy import Policy
from afterword.study.evaluating.report.result_files import PolicyResult
from afterword.study.evaluating.runs.observation import THRESHOLDS, ReportCase, observe
from afterword.study.evaluating.runs.typing_simulation import type_out_stretch
from afterword.study.evaluating.samples.cursor_samples import CursorSample
from afterword.study.evaluating.samples.typed_stretches import Stretch

TYPED_CHARS_PER_PLACE: Final = 10
"""The number of typed characters for each single place. Typing asks at every character, but most
answers come from cached text."""

OnProgress = Callable[[str, int, int], None]
"""A function that is called with the current part, how much of it is done, and how much there is."""


async def run_policies(
    policies: Sequence[Policy],
    places: Sequence[CursorSample],
    stretches: Sequence[Stretch],
    *,
    on_progress: OnProgress,
    sweeps: bool = True,
) -> tuple[list[PolicyResult], list[ReportCase]]:
    """Ask every policy at every place, and simulate typing every stretch with it.

    Args:
        policies: the policies, ours first. They share one model and are asked one after the other.
        places: the single cursors.
        stretches: the texts to type.
        on_progress: called with the progress.
        sweeps: whether other thresholds are measured too, which nearly doubles the time.

    Returns:
        The results, ours first, and the cases of our policy.

    Raises:
        EngineError: the model failed.
    """
    results = {policy.name: PolicyResult(name=policy.name) for policy in policies}
    cases = list[ReportCase]()
    for index, place in enumerate(places):
        on_progress("asking at single places", index, len(places))
        for policy in _in_turn(policies, index):
            thresholds = THRESHOLDS if sweeps else ()
            observation, case = await observe(policy, place, thresholds=thresholds)
            results[policy.name].seen.append(observation)
            if policy is policies[0]:
                cases.append(case)
    for index, stretch in enumerate(stretches):
        on_progress("typing", index, len(stretches))
        for policy in _in_turn(policies, index):
            results[policy.name].typed.append(await type_out_stretch(policy, stretch))
    return list(results.values()), cases


def _in_turn(policies: Sequence[Policy], index: int) -> list[Policy]:
    """Rotate the policies by ``index``: the first one fills the prefix cache for the others."""
    shift = index % len(policies)
    return [*policies[shift:], *policies[:shift]]
