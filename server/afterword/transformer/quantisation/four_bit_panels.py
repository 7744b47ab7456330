"""The memory layout of four-bit weights: the order in which compiled code reads them.

64 rows are one stream of four strips; a strip is 16 rows. For each 32 columns a strip has four
vectors of 64 bytes and then its grids: 320 bytes for 512 weights. A vector holds eight columns of 16
rows: the lower half of each byte belongs to the first four columns, the upper half to the next four,
so that a mask and a shift give the operands of a product.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.int8_quantisation import QuantisedRows, quantise_rows
from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS, Grids
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS, QUAD_COLUMNS

STRIP_ROWS = 16
"""The number of output rows of a strip: those of one vector of float32 numbers."""
STRIPS = CHUNK_ROWS // STRIP_ROWS
"""The number of strips of a chunk of output rows."""
LEVELS_BYTES = GROUP_COLUMNS * STRIP_ROWS // 2
"""The bytes of the levels of a strip's 32 columns."""
GRID_BYTES = 2 * STRIP_ROWS
"""The bytes of the steps of a strip's rows, and of their lowest values: 16 float16 numbers each."""
GROUP_BYTES = LEVELS_BYTES + 2 * GRID_BYTES
"""The bytes of a strip's 32 columns with their grids."""

_VECTORS = GROUP_COLUMNS // (2 * QUAD_COLUMNS)
"""The number of vectors of levels in a group of columns."""
_LARGEST = 1024.0
"""The value that a row's largest grid number is scaled to: float16 then keeps 11 bits of all numbers
down to a ten-millionth of it."""
_TINY = 1e-30
"""The smallest scale, for rows of zeros."""


def four_bit_shape(rows: int, columns: int) -> tuple[int, int, int, int]:
    """Return the shape of the panels of a (rows, columns) weight."""
    return (-(-rows // CHUNK_ROWS), STRIPS, columns // GROUP_COLUMNS, GROUP_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FourBitPanels:
    """A four-bit weight in the layout of compiled code: with its grids it takes 5 bits a weight."""

    panels: NDArray[np.uint8]
    """(rows / 64, 4, columns / 32, 320), padded with rows of zeros."""
    scales: NDArray[np.float32]
    """(rows,): the unit of a row's steps and lowest values."""

    @property
    def columns(self) -> int:
        """The number of columns of the weight."""
        return self.panels.shape[2] * GROUP_COLUMNS

    @classmethod
    def of(cls, grids: Grids) -> "FourBitPanels":
        """Lay out a weight; its steps and lowest values are rounded to float16's 11 bits."""
        rows, columns = grids.levels.shape
        chunks, strips, groups, _ = four_bit_shape(rows, columns)
        largest = np.maximum(np.abs(grids.steps), np.abs(grids.lowests)).max(axis=1)
        scales = np.maximum(largest / np.float32(_LARGEST), np.float32(_TINY))
        # Four columns are one number here: no level reaches beyond its half of a byte.
        halves = (chunks, strips, STRIP_ROWS, groups, _VECTORS, 2)
        quads = _fill_up(grids.levels, chunks * CHUNK_ROWS).view(np.uint32).reshape(halves)
        pairs = (quads[..., 0] | (quads[..., 1] << np.uint32(4))).transpose(0, 1, 3, 4, 2)
        stream = np.empty(four_bit_shape(rows, columns), np.uint8)
        shape = (chunks, strips, groups, LEVELS_BYTES)
        stream[..., :LEVELS_BYTES] = np.ascontiguousarray(pairs).view(np.uint8).reshape(shape)
        for place, numbers in enumerate((grids.steps, grids.lowests)):
            filled = _fill_up((numbers / scales[:, None]).astype(np.float16), chunks * CHUNK_ROWS)
            filled = filled.reshape(chunks, strips, STRIP_ROWS, groups).swapaxes(2, 3)
            start = LEVELS_BYTES + place * GRID_BYTES
            stream[..., start : start + GRID_BYTES] = np.ascontiguousarray(filled).view(np.uint8)
        return cls(panels=stream, scales=scales)

    def grids(self) -> Grids:
        """Undo ``of``, except for the rounding to float16."""
        rows = len(self.scales)
        chunks, strips, groups, _ = self.panels.shape
        shape = (chunks, strips, groups, _VECTORS, STRIP_ROWS, QUAD_COLUMNS)
        pairs = self.panels[..., :LEVELS_BYTES].reshape(shape).transpose(0, 1, 4, 2, 3, 5)
        levels = np.stack([pairs & np.uint8(0x0F), pairs >> np.uint8(4)], axis=5)
        steps, lowests = (
            self._grid_numbers(LEVELS_BYTES + place * GRID_BYTES) for place in range(2)
        )
        return Grids(
            levels=levels.reshape(chunks * CHUNK_ROWS, -1)[:rows], steps=steps, lowests=lowests
        )

    def rows(self) -> QuantisedRows:
        """Return the weight quantised to int8, row by row, for kernels that have no four-bit weights."""
        return quantise_rows(self.grids().to_float())

    def _grid_numbers(self, start: int) -> NDArray[np.float32]:
        """Return (rows, groups)."""
        stored = np.ascontiguousarray(self.panels[..., start : start + GRID_BYTES])
        halves = stored.view(np.float16).swapaxes(2, 3)  # (chunks, strips, 16 rows, groups)
        numbers = halves.reshape(-1, halves.shape[3])[: len(self.scales)]
        return numbers.astype(np.float32) * self.scales[:, None]


def _fill_up(numbers: NDArray[Any], rows: int) -> NDArray[Any]:
    """Append rows of zeros, if there are fewer."""
    if len(numbers) == rows:
        return numbers
    return np.pad(numbers, ((0, rows - len(numbers)), (0, 0)))
