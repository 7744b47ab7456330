# pyright: basic
"""Weights rounded to int8 row by row, each with a scale of its own."""

from dataclasses import dataclass

import torch
from torch import Tensor

_ROWS_AT_ONCE = 8192
"""The number of rows of a weight that are rounded at a time, to need little temporary memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantisedRows:
    """A weight in int8 with one scale for each row: weight ≈ values * scales[:, None]."""

    values: Tensor
    """(out, in) int8, -127 to 127."""
    scales: Tensor
    """(out,) float32."""


def quantise_rows(weight: Tensor) -> QuantisedRows:
    """Quantise each row to int8 by its largest magnitude (Jacob et al. 2018, symmetric).

    Args:
        weight: (out, in), any float type.
    """
    values = torch.empty(weight.shape, dtype=torch.int8)
    scales = torch.empty(weight.shape[0])
    for first in range(0, weight.shape[0], _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        part = weight[rows].float()
        scales[rows] = (part.abs().amax(dim=1) / 127).clamp(min=1e-12)
        values[rows] = (part / scales[rows, None]).round_().to(torch.int8)
    return QuantisedRows(values=values, scales=scales)
