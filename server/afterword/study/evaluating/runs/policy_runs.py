"""Runs policies at single places and on stretches of text, and reports the progress."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Our policy, and the baselines that it is compared with."""

    ours: Policy
    baselines: Sequence[Policy] = ()

    def in_turn(self, index: int) -> list[Policy]:
        """Return all policies, rotated by ``index``: the first one fills the prefix cache for the others."""
        every = [self.ours, *self.baselines]
        shift = index % len(every)
        return every[shift:] + every[:shift]


async def run_policies(
    policies: Policies,
    places: Sequence[CursorSample],
    stretches: Sequence[Stretch],
    *,
    on_progress: OnProgress,
    sweeps: bool = True,
) -> tuple[list[PolicyResult], list[ReportCase]]:
    """Ask every policy at every place, and simulate typing every stretch with it.

    Args:
        policies: the policies, which share one model and are asked one after the other.
        places: the single cursors.
        stretches: the texts to type.
        on_progress: called with the progress.
        sweeps: whether other thresholds are measured too, which nearly doubles the time.

    Returns:
        The results, ours first, and the cases of our policy.

    Raises:
        EngineError: the model failed.
    """
    every = [policies.ours, *policies.baselines]
    results = {policy.name: PolicyResult(name=policy.name) for policy in every}
    cases = list[ReportCase]()
    for index, place in enumerate(places):
        on_progress("asking at single places", index, len(places))
        for policy in policies.in_turn(index):
            thresholds = THRESHOLDS if sweeps else ()
            observation, case = await observe(policy, place, thresholds=thresholds)
            results[policy.name].seen.append(observation)
            if policy is policies.ours:
                cases.append(case)
    for index, stretch in enumerate(stretches):
        on_progress("typing", index, len(stretches))
        for policy in policies.in_turn(index):
            results[policy.name].typed.append(await type_out_stretch(policy, stretch))
    return list(results.values()), cases
