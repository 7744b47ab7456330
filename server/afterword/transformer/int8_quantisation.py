"""Weights rounded to int8 row by row, each with a scale of its own."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_NUMBERS_AT_ONCE = 1 << 17
"""The number of weights that are rounded at a time: their copies stay in the processor's cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantisedRows:
    """A weight in int8 with one scale for each row: weight ≈ values * scales[:, None]."""

    values: NDArray[np.int8]
    """(out, in), -127 to 127."""
    scales: NDArray[np.float32]
    """(out,)."""


def quantise_rows(weight: NDArray[np.float32]) -> QuantisedRows:
    """Quantise each row to int8 by its largest magnitude (Jacob et al. 2018, symmetric).

    Args:
        weight: (out, in).
    """
    values = np.empty(weight.shape, np.int8)
    scales = np.empty(len(weight), np.float32)
    step = max(1, _NUMBERS_AT_ONCE // max(1, weight.shape[1]))
    for first in range(0, len(weight), step):
        rows = slice(first, first + step)
        part = weight[rows]
        largest = np.maximum(part.max(axis=1), -part.min(axis=1))
        scales[rows] = np.maximum(largest / np.float32(127), np.float32(1e-12))
        with np.errstate(invalid="ignore"):  # what is no number has a scale that is none either
            np.rint(part / scales[rows, None], out=values[rows], casting="unsafe")
    return QuantisedRows(values=values, scales=scales)
