"""Weights on quantisation grids of four bits, as llama.cpp's Q4_K and Q4_1 store them.

Every 32 columns of a row have a step and a lowest value: a weight is ``lowest + step * level``, with
a level from 0 to 15.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GROUP_COLUMNS = 32
"""The number of columns of a row that share a grid."""

MAX_LEVEL = 15
"""The largest level of a grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grids:
    """A weight as levels of grids: weight ≈ lowests + steps * levels, in groups of 32 columns."""

    levels: NDArray[np.uint8]
    """(rows, columns), 0 to 15."""
    steps: NDArray[np.float32]
    """(rows, columns / 32)."""
    lowests: NDArray[np.float32]
    """(rows, columns / 32)."""

    def to_float(self) -> NDArray[np.float32]:
        """Return the weight: (rows, columns)."""
        rows, columns = self.levels.shape
        grouped = self.levels.reshape(rows, -1, GROUP_COLUMNS).astype(np.float32)
        return (grouped * self.steps[..., None] + self.lowests[..., None]).reshape(rows, columns)
