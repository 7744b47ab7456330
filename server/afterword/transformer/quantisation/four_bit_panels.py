# pyright: basic
"""Four-bit weights in the order in which compiled code reads them: one stream for 64 rows.

A strip is 16 rows. Of each 32 columns it has four vectors of 64 bytes and then its grids, 320 bytes
for 512 weights. A vector holds eight columns of 16 rows: the lower halves of its bytes the first
four, the upper halves the next four, so that a mask and a shift make the operands of a product.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from afterword.transformer.quantisation.grids import GROUP_COLUMNS, Grids
from afterword.transformer.quantisation.panels import CHUNK_ROWS, COLUMNS_TOGETHER
from afterword.transformer.torchscript.linear_layers import QuantisedRows, quantise_rows

STRIP_ROWS = 16
STRIPS = CHUNK_ROWS // STRIP_ROWS
LEVELS_BYTES = GROUP_COLUMNS * STRIP_ROWS // 2
GRID_BYTES = 2 * STRIP_ROWS
"""Of the steps of a strip's rows, and of their lowest values: 16 float16 each."""
GROUP_BYTES = LEVELS_BYTES + 2 * GRID_BYTES

_VECTORS = GROUP_COLUMNS // (2 * COLUMNS_TOGETHER)
_LARGEST = 1024.0
"""What a row's largest grid number is scaled to: float16 then has 11 bits for all that are down to a
millionth of a hundredth of it."""
_TINY = 1e-30


def four_bit_shape(rows: int, columns: int) -> tuple[int, int, int, int]:
    """Return the shape of a (rows, columns) weight's stream."""
    return (-(-rows // CHUNK_ROWS), STRIPS, columns // GROUP_COLUMNS, GROUP_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class FourBitPanels:
    """A weight as levels of grids: 5 bits a weight."""

    panels: Tensor
    """(rows / 64, 4, columns / 32, 320) uint8; missing rows are zeros."""
    scales: Tensor
    """(rows,) float32: what a row's steps and lowest values are multiples of."""

    @property
    def columns(self) -> int:
        """How many columns the weight has."""
        return self.panels.shape[2] * GROUP_COLUMNS

    @classmethod
    def of(cls, grids: Grids) -> "FourBitPanels":
        """Lay out a weight. Steps and lowest values are rounded to float16's 11 bits."""
        rows, columns = grids.levels.shape
        chunks, strips, groups, _ = four_bit_shape(rows, columns)
        largest = torch.maximum(grids.steps.abs(), grids.lowests.abs()).amax(dim=1)
        scales = (largest / _LARGEST).clamp(min=_TINY)
        halves = (chunks, strips, STRIP_ROWS, groups, _VECTORS, 2, COLUMNS_TOGETHER)
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
        """Undo ``of``, but for the rounding to float16."""
        rows = len(self.scales)
        chunks, strips, groups, _ = self.panels.shape
        shape = (chunks, strips, groups, _VECTORS, STRIP_ROWS, COLUMNS_TOGETHER)
        pairs = self.panels[..., :LEVELS_BYTES].reshape(shape).permute(0, 1, 4, 2, 3, 5)
        levels = torch.stack([pairs & 0x0F, pairs >> 4], dim=5)
        steps, lowests = (
            self._grid_numbers(LEVELS_BYTES + place * GRID_BYTES) for place in range(2)
        )
        return Grids(
            levels=levels.reshape(chunks * CHUNK_ROWS, -1)[:rows], steps=steps, lowests=lowests
        )

    def rows(self) -> QuantisedRows:
        """Return the weight rounded to int8, row by row, for kernels that know no grids."""
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
