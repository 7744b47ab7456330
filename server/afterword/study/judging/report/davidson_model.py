"""The Bradley-Terry model with ties by Davidson (1970): one strength for each of several. Pure arithmetic.

One of strength p beats one of strength q with probability p / (p + q + n √(pq)), and the two tie with
n √(pq) / (p + q + n √(pq)); n says how often readers tie. The likelihood is that of a multinomial logit
over log strengths and log n, so it has one maximum, which Newton's method finds.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

PRIOR: Final = 0.5
"""Wins each way, and ties, that are added to each two that were compared: who won every pair would be
infinitely strong otherwise."""
_MOST_STEPS: Final = 100
"""Newton steps at most; it takes about eight."""
_CLOSE: Final = 1e-10
"""Change of the log strengths below which they are found."""
_LEVEL: Final = 0.95
"""The confidence level of the intervals."""
_SEED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """What the model says."""

    log_strengths: tuple[float, ...]
    """Their mean is 0."""
    ties: float
    """The model's n; 0 if nobody tied."""

    @property
    def shares(self) -> tuple[float, ...]:
        """Each one's strength as a share of all: of two, how often it wins a pair that is decided."""
        strengths = [math.exp(each) for each in self.log_strengths]
        return tuple(each / sum(strengths) for each in strengths)


def fit_davidson(wins: "Array", ties: "Array", *, prior: float = PRIOR) -> Strengths:
    """Return the likeliest strengths.

    Args:
        wins: [i, j] is how often i beat j: (contestants, contestants).
        ties: [i, j] = [j, i] is how often the two tied: (contestants, contestants).
        prior: what is added to the counts of each two that were compared.
    """
    import numpy as np

    were_compared = (wins + wins.T + ties) > 0
    wins, ties = wins + prior * were_compared, ties + prior * were_compared
    size = len(wins)
    has_ties = bool(ties.any())
    outcomes, counts, groups = _outcomes(wins, ties, has_ties=has_ties)
    values = np.zeros(size + has_ties)
    for _ in range(_MOST_STEPS):
        shares, totals = _shares(outcomes @ values, counts, groups)
        expected = totals[groups] * shares
        gradient = outcomes.T @ (counts - expected)
        means = np.zeros((len(totals), len(values)))
        np.add.at(means, groups, shares[:, None] * outcomes)
        curvature = (outcomes * expected[:, None]).T @ outcomes - (
            means * totals[:, None]
        ).T @ means
        # One strength is free: all of them times two say the same. So the smallest step is taken.
        step = np.linalg.lstsq(curvature, gradient, rcond=1e-10)[0]
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        values += step
        if np.abs(step).max() < _CLOSE:
            break
    logs = values[:size] - values[:size].mean()
    return Strengths(
        log_strengths=tuple(float(each) for each in logs),
        ties=float(np.exp(values[size])) if has_ties else 0.0,
    )


def bootstrap_shares(wins: "Array", ties: "Array", *, resamples: int) -> list[tuple[float, float]]:
    """Return the 95 % percentile interval of each one's share, resampling openings whole.

    Args:
        wins: of each opening, as ``fit_davidson`` takes them: (openings, contestants, contestants).
        ties: the same of ties.
        resamples: how often openings are drawn.
    """
    import numpy as np

    generator = np.random.default_rng(_SEED)
    count = len(wins)
    weights = generator.multinomial(count, np.full(count, 1 / count), size=resamples)
    drawn_wins: Array = np.einsum("ro,oij->rij", weights, wins)
    drawn_ties: Array = np.einsum("ro,oij->rij", weights, ties)
    drawn = [
        fit_davidson(each_wins, each_ties).shares
        for each_wins, each_ties in zip(drawn_wins, drawn_ties, strict=True)
    ]
    edge = (1 - _LEVEL) / 2
    low, high = np.quantile(np.array(drawn), [edge, 1 - edge], axis=0)
    return [(float(one), float(other)) for one, other in zip(low, high, strict=True)]


def _outcomes(
    wins: "Array", ties: "Array", *, has_ties: bool
) -> tuple["Array", "Array", "NDArray[np.intp]"]:
    """Return a row for each outcome of each two: what it adds up of the parameters, its count, its two."""
    import numpy as np

    size = len(wins)
    rows, counts, groups = list["Array"](), list[float](), list[int]()

    def add(weights: Sequence[tuple[int, float]], count: float, group: int) -> None:
        row = np.zeros(size + has_ties)
        for index, weight in weights:
            row[index] = weight
        rows.append(row)
        counts.append(count)
        groups.append(group)

    group = 0
    for one in range(size):
        for other in range(one + 1, size):
            if not wins[one, other] + wins[other, one] + ties[one, other]:
                continue
            add([(one, 1.0)], wins[one, other], group)
            add([(other, 1.0)], wins[other, one], group)
            if has_ties:
                add([(one, 0.5), (other, 0.5), (size, 1.0)], ties[one, other], group)
            group += 1
    shape = (len(rows), size + has_ties)
    return np.array(rows).reshape(shape), np.array(counts), np.array(groups, dtype=np.intp)


def _shares(
    utilities: "Array", counts: "Array", groups: "NDArray[np.intp]"
) -> tuple["Array", "Array"]:
    """Return each outcome's probability among those of its two, and the number of pairs of each two."""
    import numpy as np

    size = int(groups.max()) + 1 if len(groups) else 0
    weights = np.exp(utilities - utilities.max(initial=0.0))
    sums = np.bincount(groups, weights, minlength=size)
    totals: Array = np.bincount(groups, counts, minlength=size).astype(np.float64)
    return weights / sums[groups], totals
