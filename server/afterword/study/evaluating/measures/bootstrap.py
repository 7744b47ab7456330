"""Bootstrap confidence intervals of figures that are ratios of sums. Pure arithmetic.

Every figure is a sum over places divided by another sum. So a resample needs only two sums for each
figure, and two policies at the same places are compared on the same resamples.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RESAMPLES: Final = 2000
"""The number of bootstrap resamples."""
_LEVEL: Final = 0.95
"""The confidence level of the intervals."""
_SEED: Final = 1
MIN_CLUSTERS: Final = 10
"""The smallest number of documents that are resampled whole; with fewer, single places are."""

Record = TypeVar("Record")
Terms = Callable[[Record], tuple[float, float]]
"""A function that returns what one record adds to the numerator and to the denominator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 95 % confidence interval."""

    value: float | None
    """The figure; None if the denominator is 0, as for the precision of a policy that showed nothing."""
    low: float | None = None
    high: float | None = None
    count: int = 0
    """The number of records that the figure is computed from."""

    def describe(self) -> dict[str, float | int | None]:
        """Return the estimate as plain values, for a JSON file."""
        values = {"value": self.value, "low": self.low, "high": self.high}
        rounded = {name: None if v is None else round(v, 5) for name, v in values.items()}
        return rounded | {"count": self.count}


def grouped(records: Iterable[Record], name: Callable[[Record], str]) -> dict[str, list[Record]]:
    """Return the records by what ``name`` returns for them, in its order."""
    groups = dict[str, list[Record]]()
    for record in records:
        groups.setdefault(name(record), []).append(record)
    return dict(sorted(groups.items()))


def estimate(
    records: Sequence[Record], terms: Terms[Record], *, cluster: Callable[[Record], Hashable]
) -> Estimate:
    """Return sum of numerators ÷ sum of denominators, and its percentile bootstrap interval.

    Args:
        records: the measurements.
        terms: returns what a record adds to the two sums.
        cluster: returns the group of a record, its document: groups are resampled whole (Cameron et
            al. 2008).
    """
    if not records:
        return Estimate(value=None)
    sums = _sums(records, [terms], cluster)
    draws = _draw(len(sums), sums)
    return _interval(
        _ratio(sums.sum(0)[0]), _quotients(draws[:, 0, 0], draws[:, 0, 1]), count=len(records)
    )


def difference(
    pairs: Sequence[tuple[Record, Record]],
    terms: Terms[Record],
    *,
    cluster: Callable[[Record], Hashable],
    is_quotient: bool = False,
) -> Estimate:
    """Return the first figure minus the second (or divided by it) at the same places."""
    if not pairs:
        return Estimate(value=None)
    firsts: list[Terms[tuple[Record, Record]]] = [
        lambda pair: terms(pair[0]),
        lambda pair: terms(pair[1]),
    ]
    sums = _sums(pairs, firsts, lambda pair: cluster(pair[0]))
    whole = sums.sum(0)
    first, second = _ratio(whole[0]), _ratio(whole[1])
    draws = _draw(len(sums), sums)
    ours, theirs = (_quotients(draws[:, each, 0], draws[:, each, 1]) for each in (0, 1))
    if first is None or second is None or (is_quotient and not second):
        return Estimate(value=None, count=len(pairs))
    if is_quotient:
        return _interval(first / second, _quotients(ours, theirs), count=len(pairs))
    return _interval(first - second, ours - theirs, count=len(pairs))


def _sums(
    records: Sequence[Any], terms: Sequence[Terms[Any]], cluster: Callable[[Any], Hashable]
) -> "Array":
    """Return what each cluster adds to the sums of each figure: (clusters, figures, 2) float64."""
    import numpy as np

    names = [cluster(record) for record in records]
    if len(set(names)) < MIN_CLUSTERS:
        names = list(range(len(records)))
    index = {name: place for place, name in enumerate(dict.fromkeys(names))}
    sums = np.zeros((len(index), len(terms), 2))
    for name, record in zip(names, records, strict=True):
        for figure, term in enumerate(terms):
            sums[index[name], figure] += term(record)
    return sums


def _draw(clusters: int, sums: "Array") -> "Array":
    """Return the sums of each resample: (resamples, figures, 2) float64."""
    import numpy as np

    generator = np.random.default_rng(_SEED)
    weights = generator.multinomial(clusters, np.full(clusters, 1 / clusters), size=RESAMPLES)
    return np.tensordot(weights.astype(np.float64), sums, axes=1)


def _ratio(sums: "Array") -> float | None:
    return float(sums[0] / sums[1]) if sums[1] else None


def _quotients(numerators: "Array", denominators: "Array") -> "Array":
    """Divide the figures of all resamples: (resamples,), NaN where the denominator is 0."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        return numerators / denominators


def _interval(value: float | None, draws: "Array", *, count: int) -> Estimate:
    import numpy as np

    finite = draws[np.isfinite(draws)]
    if value is None or not len(finite):
        return Estimate(value=value, count=count)
    edge = (1 - _LEVEL) / 2
    low, high = np.quantile(finite, [edge, 1 - edge])
    return Estimate(value=value, low=float(low), high=float(high), count=count)
