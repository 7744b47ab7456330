"""A preview of the output head in four bits: enough to see which rows have to be computed exactly.

Its levels are the int8 weights' upper halves, rounded. Two groups of four columns share each byte, so
that a mask and a shift give the operands of a product.
"""

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.quantisation.int8_panels import QUAD_COLUMNS

LEVEL_STEP = 16
"""The distance of two levels, in steps of int8 weights."""
ZERO_LEVEL = 8
"""The level of the weight zero."""
PREVIEWED_COLUMNS = 2 * QUAD_COLUMNS
"""The number of columns whose levels lie in the same bytes: the head's must be a multiple of it."""

_HALF_STEP = np.uint8(LEVEL_STEP // 2)
_HIGHEST = np.uint8(255 - LEVEL_STEP // 2)
"""The largest stored weight that rounding up leaves in a byte."""


def preview_of(panels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the levels of int8 panels: (rows / 64, columns / 8, 64, 4), two levels a byte."""
    chunks, quads, together, columns = panels.shape
    packed = np.empty((chunks, quads // 2, together, columns), np.uint8)
    for panel, target in zip(panels, packed, strict=True):  # each stays in the processor's cache
        levels = np.minimum(panel, _HIGHEST)
        levels += _HALF_STEP
        levels >>= np.uint8(4)
        np.bitwise_or(levels[0::2], levels[1::2] << np.uint8(4), out=target)
    return packed
