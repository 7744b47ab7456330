"""The memory layout of int8 weights: the order in which compiled code reads them.

A panel is 64 rows, of which four columns at a time lie together. 128 is added to each value, because
x86's instructions need unsigned weights; Arm's take either.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.int8_quantisation import QuantisedRows

CHUNK_ROWS = 64
"""The number of output rows of a linear layer that are computed together: four vectors of 16."""

QUAD_COLUMNS = 4
"""The number of columns whose products one instruction adds up."""

_SIGN_BITS = np.uint32(0x80808080)
"""The sign bits of four int8 values that lie together: flipping one adds 128."""


def panel_shape(rows: int, columns: int) -> tuple[int, int, int, int]:
    """Return the shape of a (rows, columns) weight's panels.

    Raises:
        ValueError: ``columns`` is not a multiple of 4.
    """
    if columns % QUAD_COLUMNS:
        raise ValueError(f"{columns} columns don't make whole panels")
    return (-(-rows // CHUNK_ROWS), columns // QUAD_COLUMNS, CHUNK_ROWS, QUAD_COLUMNS)


def to_panels(values: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Lay out (rows, columns) int8 as (rows / 64, columns / 4, 64, 4) uint8, padded with rows of zeros."""
    rows, columns = values.shape
    chunks, fours, together, _ = panel_shape(rows, columns)
    quads = np.zeros((chunks * together, fours), np.uint32)
    quads[:rows] = np.ascontiguousarray(values).view(np.uint32)
    panels = quads.reshape(chunks, together, fours).transpose(0, 2, 1) ^ _SIGN_BITS
    return np.ascontiguousarray(panels)[..., None].view(np.uint8)


def from_panels(panels: NDArray[np.uint8], rows: int) -> NDArray[np.int8]:
    """Undo ``to_panels``: return the first ``rows`` rows, (rows, columns) int8."""
    quads = _quads(panels).transpose(0, 2, 1) ^ _SIGN_BITS  # (chunks, 64, columns / 4)
    return np.ascontiguousarray(quads).reshape(-1, quads.shape[2])[:rows].view(np.int8)


def _quads(panels: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return panels as (rows / 64, columns / 4, 64), four columns a number, without a copy."""
    return panels.view(np.uint32)[..., 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Int8Panels:
    """An int8 weight in the layout of compiled code, with one scale for each row."""

    panels: NDArray[np.uint8]
    """(rows / 64, columns / 4, 64, 4), see ``to_panels``."""
    scales: NDArray[np.float32]
    """(rows,): a weight is its int8 value times the scale of its row."""
    sums: NDArray[np.float32]
    """(rows,): the sum of each row's int8 values, for inputs with a zero point."""

    @property
    def columns(self) -> int:
        """The number of columns of the weight."""
        return self.panels.shape[1] * QUAD_COLUMNS

    @classmethod
    def of(cls, rows: QuantisedRows) -> "Int8Panels":
        """Lay out a weight."""
        sums = rows.values.sum(axis=1, dtype=np.int32).astype(np.float32)
        return cls(panels=to_panels(rows.values), scales=rows.scales, sums=sums)

    def rows(self) -> QuantisedRows:
        """Return the weight row by row, as a copy."""
        return QuantisedRows(values=from_panels(self.panels, len(self.scales)), scales=self.scales)

    def select(self, indices: NDArray[np.int64]) -> QuantisedRows:
        """Return a copy of the rows with the (n,) ``indices``."""
        chunks, together = indices // CHUNK_ROWS, indices % CHUNK_ROWS
        quads = _quads(self.panels)[chunks, :, together] ^ _SIGN_BITS  # (n, columns / 4)
        values = np.ascontiguousarray(quads).view(np.int8)
        return QuantisedRows(values=values, scales=self.scales[indices])
