"""Runs policies over places and stretches, in turn, and says how far it has come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from afterword.study.evaluating.policies.policy import Policy
from afterword.study.evaluating.report.result_files import PolicyResult
from afterword.study.evaluating.runs.observation import THRESHOLDS, Case, observe
from afterword.study.evaluating.runs.typing_simulation import type_out_stretch
from afterword.study.evaluating.samples.cursor_samples import CursorSample
from afterword.study.evaluating.samples.typed_stretches import Stretch

TYPED_CHARS_PER_PLACE: Final = 10
"""Typing asks at every character, and most answers come from what was read already."""

Tell = Callable[[str, int, int], None]
"""Told what is done, how much of it is, and how much there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Ours and what it is compared with."""

    ours: Policy
    baselines: Sequence[Policy] = ()

    def in_turn(self, index: int) -> list[Policy]:
        """Return all, each of them first in its turn: the first one reads the page for the rest."""
        every = [self.ours, *self.baselines]
        shift = index % len(every)
        return every[shift:] + every[:shift]


async def run_policies(
    policies: Policies,
    places: Sequence[CursorSample],
    stretches: Sequence[Stretch],
    *,
    tell: Tell,
    sweeps: bool = True,
) -> tuple[list[PolicyResult], list[Case]]:
    """Ask every policy at every place, and let it be typed with through every stretch.

    Args:
        policies: they share one model and one machine, so they take turns.
        places: single cursors.
        stretches: what is typed.
        tell: hears how far it has come.
        sweeps: ask what would be shown at other thresholds too: nearly doubles the time.

    Returns:
        The results, ours first, and our cases to read.

    Raises:
        EngineError: the model failed.
    """
    every = [policies.ours, *policies.baselines]
    results = {policy.name: PolicyResult(name=policy.name) for policy in every}
    cases = list[Case]()
    for index, place in enumerate(places):
        tell("asking at single places", index, len(places))
        for policy in policies.in_turn(index):
            thresholds = THRESHOLDS if sweeps else ()
            observation, case = await observe(policy, place, thresholds=thresholds)
            results[policy.name].seen.append(observation)
            if policy is policies.ours:
                cases.append(case)
    for index, stretch in enumerate(stretches):
        tell("typing", index, len(stretches))
        for policy in policies.in_turn(index):
            results[policy.name].typed.append(await type_out_stretch(policy, stretch))
    return list(results.values()), cases
