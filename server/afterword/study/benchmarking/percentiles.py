"""Percentiles of measurements, and ratios of two series. Pure arithmetic."""

import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest measurement that ``percent`` of all don't exceed (nearest rank).

    It does not interpolate: the 95th percentile of few measurements is simply the worst.
    """
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(0, int(rank) - 1)]


def describe(values: Sequence[float], *percents: int) -> dict[str, float]:
    """Return ``{"p50": …, "count": …}`` for a JSON report.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("nothing was measured")
    figures = {f"p{percent}": round(percentile(values, percent), 2) for percent in percents}
    return figures | {"count": len(values)}


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the ratios of measurements that were taken in turn, pair by pair.

    A machine that slows down half-way slows both of a pair; the ratio hardly moves.
    """
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
