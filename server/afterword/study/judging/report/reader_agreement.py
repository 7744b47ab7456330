"""How far two readers agree, beyond chance. Pure arithmetic."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The agreement of two readers on the pairs that both judged."""

    count: int
    """The number of such pairs."""
    share: float | None
    """The share of pairs with the same verdict; None without pairs."""
    kappa: float | None
    """Cohen's kappa (1960): 0 is chance, 1 is always; None where both always said the same one."""


def agreement(verdicts: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Return the agreement of two readers' verdicts, given by pair."""
    count = len(verdicts)
    if not count:
        return Agreement(count=0, share=None, kappa=None)
    share = sum(one == other for one, other in verdicts) / count
    ours, theirs = (Counter(each[side] for each in verdicts) for side in (0, 1))
    by_chance = sum(ours[name] * theirs[name] for name in ours) / count**2
    kappa = None if by_chance == 1 else (share - by_chance) / (1 - by_chance)
    return Agreement(count=count, share=share, kappa=kappa)
