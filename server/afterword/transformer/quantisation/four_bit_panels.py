# pyright: basic
"""The memory layout of four-bit weights: the order in which compiled code reads them.

64 rows are one stream of four strips; a strip is 16 rows. For each 32 columns a strip has four
vectors of 64 bytes and then its grids: 320 bytes for 512 weights. A vector holds eight columns of 16
rows: the lower half of each byte belongs to the first four columns, the upper half to the next four,
so that a mask and a shift give the operands of a product.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

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

    panels: Tensor
    """(rows / 64, 4, columns / 32, 320) uint8, padded with rows of zeros."""
    scales: Tensor
    """(rows,) float32: the unit of a row's steps and lowest values."""

    @property
    def columns(self) -> int:
        """The number of columns of the weight."""
        return self.panels.shape[2] * GROUP_COLUMNS

    @classmethod
    def of(cls, grids: Grids) -> "FourBitPanels":
        """Lay out a weight; its steps and lowest values are rounded to float16's 11 bits."""
        rows, columns = grids.levels.shape
        chunks, strips, groups, _ = four_bit_shape(rows, columns)
        largest = torch.maximum(grids.steps.abs(), grids.lowests.abs()).amax(dim=1)
        scales = (largest / _LARGEST).clamp(min=_TINY)
        halves = (chunks, strips, STRIP_ROWS, groups, _VECTORS, 2, QUAD_COLUMNS)
        levels = _fill_up(grids.levels, chunks * CHUNK_ROWS).view(halves)
        pairs = levels[..., 0, :] | (levels[..., 1, :] << 4)
        stream = torch.empty(four_bit_shape(rows, columns), dtype=torch.uint8)
        stream[..., :LEVELS_BYTES] = pairs.permute(0, 1, 3, 4, 2, 5).flatten(3)
        for place, numbers in enumerate((grids.steps, grids.lowests)):
            filled = _fill_up((numbers / scales[:, None]).half(), chunks * CHUNK_ROWS)
            filled = filled.view(chunks, strips, STRIP_ROWS, groups).transpose(2, 3)
            start = LEVELS_BYTES + place * GRID_BYTES
            stream[..., start : start + GRID_BYTES] = filled.contiguous().view(torch.uint8)
        return cls(panels=stream, scales=scales)

    def grids(self) -> Grids:
        """Undo ``of``, except for the rounding to float16."""
        rows = len(self.scales)
        chunks, strips, groups, _ = self.panels.shape
        shape = (chunks, strips, groups, _VECTORS, STRIP_ROWS, QUAD_COLUMNS)
        pairs = self.panels[..., :LEVELS_BYTES].reshape(shape).permute(0, 1, 4, 2, 3, 5)
        levels = torch.stack([pairs & 0x0F, pairs >> 4], dim=5)
        steps, lowests = (
            self._grid_numbers(LEVELS_BYTES + place * GRID_BYTES) for place in range(2)
        )
        return Grids(
            levels=levels.reshape(chunks * CHUNK_ROWS, -1)[:rows], steps=steps, lowests=lowests
        )

    def rows(self) -> QuantisedRows:
        """Return the weight quantised to int8, row by row, for kernels that have no four-bit weights."""
        return quantise_rows(self.grids().to_float())

    def _grid_numbers(self, start: int) -> Tensor:
        """Return (rows, groups) float32."""
        halves = self.panels[..., start : start + GRID_BYTES].contiguous().view(torch.float16)
        numbers = halves.transpose(2, 3).flatten(0, 2)[: len(self.scales)]
        return numbers.float() * self.scales[:, None]


def _fill_up(numbers: Tensor, rows: int) -> Tensor:
    if len(numbers) == rows:
        return numbers
    return torch.cat([numbers, numbers.new_zeros(rows - len(numbers), numbers.shape[1])])
