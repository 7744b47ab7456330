"""Win rates with their interval, and how likely a count is by chance. Pure arithmetic."""

import math
from typing import Final

from afterword.study.evaluating.measures.bootstrap import Estimate

_Z: Final = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""


def win_rate(wins: int, losses: int) -> Estimate:
    """Return the share of wins among decided pairs, with Wilson's 95 % interval (Wilson 1927)."""
    count = wins + losses
    if not count:
        return Estimate(value=None)
    share, squared = wins / count, _Z * _Z
    centre = share + squared / (2 * count)
    spread = _Z * math.sqrt(share * (1 - share) / count + squared / (4 * count * count))
    scale = 1 + squared / count
    return Estimate(
        value=share,
        low=max(0.0, (centre - spread) / scale),
        high=min(1.0, (centre + spread) / scale),
        count=count,
    )


def sign_test(wins: int, losses: int) -> float:
    """Return how likely so uneven a count is if neither is better: exact, two-sided, without ties."""
    count = wins + losses
    tail = sum(math.comb(count, many) for many in range(max(wins, losses), count + 1))
    return min(1.0, 2 * tail / 2**count) if count else 1.0
