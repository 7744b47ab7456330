"""Percentiles of measurements, and ratios of two series. Pure arithmetic."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """Measurements of one thing, all in the same unit. Never empty."""

    values: tuple[float, ...]

    @classmethod
    def of(cls, values: Sequence[float]) -> "Sample":
        """Keep the values.

        Raises:
            ValueError: there are none.
        """
        if not values:
            raise ValueError("nothing was measured")
        return cls(tuple(values))

    @property
    def count(self) -> int:
        """How many measurements there are."""
        return len(self.values)

    def percentile(self, percent: float) -> float:
        """Return the smallest measurement that ``percent`` of all don't exceed (nearest rank).

        It does not interpolate: the 95th percentile of few measurements is simply the worst.
        """
        rank = -(-len(self.values) * percent // 100)
        return sorted(self.values)[max(0, int(rank) - 1)]

    def describe(self, *percents: int) -> dict[str, float]:
        """Return ``{"p50": …, "count": …}`` for a JSON report."""
        figures = {f"p{percent}": round(self.percentile(percent), 2) for percent in percents}
        return figures | {"count": self.count}


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the ratios of measurements that were taken in turn, pair by pair.

    A machine that slows down half-way slows both of a pair; the ratio hardly moves.
    """
    return statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
