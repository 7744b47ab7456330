# pyright: basic
"""The memory layout of int8 weights: the order in which compiled code reads them.

A panel is 64 rows, of which four columns at a time lie together. 128 is added to each value, because
x86's instructions need unsigned weights; Arm's take either.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from afterword.transformer.int8_quantisation import QuantisedRows

CHUNK_ROWS = 64
"""The number of output rows of a linear layer that are computed together: four vectors of 16."""

QUAD_COLUMNS = 4
"""The number of columns whose products one instruction adds up."""

_SIGN_BIT = 0x80


def panel_shape(rows: int, columns: int) -> tuple[int, int, int, int]:
    """Return the shape of a (rows, columns) weight's panels.

    Raises:
        ValueError: ``columns`` is not a multiple of 4.
    """
    if columns % QUAD_COLUMNS:
        raise ValueError(f"{columns} columns don't make whole panels")
    return (-(-rows // CHUNK_ROWS), columns // QUAD_COLUMNS, CHUNK_ROWS, QUAD_COLUMNS)


def to_panels(values: Tensor) -> Tensor:
    """Lay out (rows, columns) int8 as (rows / 64, columns / 4, 64, 4) uint8, padded with rows of zeros."""
    rows, columns = values.shape
    chunks, fours, together, _ = panel_shape(rows, columns)
    if rows < chunks * together:
        values = torch.cat([values, values.new_zeros(chunks * together - rows, columns)])
    shape = (chunks, together, fours, QUAD_COLUMNS)
    panels = values.view(torch.uint8).view(shape).transpose(1, 2).contiguous()
    return panels.bitwise_xor_(_SIGN_BIT)


def from_panels(panels: Tensor, rows: int) -> Tensor:
    """Undo ``to_panels``: return the first ``rows`` rows, (rows, columns) int8."""
    chunks, fours, together, _ = panels.shape
    values = panels.transpose(1, 2).reshape(chunks * together, fours * QUAD_COLUMNS)
    return values.bitwise_xor(_SIGN_BIT).view(torch.int8)[:rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Int8Panels:
    """An int8 weight in the layout of compiled code, with one scale for each row."""

    panels: Tensor
    """(rows / 64, columns / 4, 64, 4) uint8, see ``to_panels``."""
    scales: Tensor
    """(rows,) float32: a weight is its int8 value times the scale of its row."""
    sums: Tensor
    """(rows,) float32: the sum of each row's int8 values, for inputs with a zero point."""

    @property
    def columns(self) -> int:
        """The number of columns of the weight."""
        return self.panels.shape[1] * QUAD_COLUMNS

    @classmethod
    def of(cls, rows: QuantisedRows) -> "Int8Panels":
        """Lay out a weight."""
        sums = rows.values.sum(dim=1, dtype=torch.int32).float()
        return cls(panels=to_panels(rows.values), scales=rows.scales, sums=sums)

    def rows(self) -> QuantisedRows:
        """Return the weight row by row, as a copy."""
        return QuantisedRows(values=from_panels(self.panels, len(self.scales)), scales=self.scales)

    def select(self, indices: Tensor) -> QuantisedRows:
        """Return a copy of the rows with the (n,) ``indices``."""
        chunks, together = indices // CHUNK_ROWS, indices % CHUNK_ROWS
        values = self.panels[chunks, :, together].flatten(1)
        values = values.bitwise_xor_(_SIGN_BIT).view(torch.int8)
        return QuantisedRows(values=values, scales=self.scales[indices])
