"""Finds the quantisation grids of weights that were stored in four bits before. Needs no torch.

A model that was prepared from a file with ``four_bit_grids`` holds its numbers rounded to bf16; step,
lowest value and levels can be recovered, except for that rounding. Weights that were never on a grid, and
those of finer formats, are recognised reliably: all of 32 numbers would have to be near a level by chance.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS, Grids
from afterword.transformer.tensor_file import to_float32

_GROUPS_AT_ONCE = 4096
"""The number of groups that are in float32 at a time: they stay in the processor's cache."""
_SAMPLE_ROWS = 256
"""The number of rows of a weight that ``is_on_grids`` looks at."""
_LEAST_SHARE = 0.999
"""The smallest share of groups on grids at which a weight counts as on grids."""


def is_on_grids(weight: NDArray[Any]) -> bool:
    """Return whether nearly all groups of a weight, (rows, columns), are on grids of 16 levels.

    It looks at 256 rows, spread evenly, so that a fused weight has some rows of each part.
    """
    from afterword.transformer.quantisation.fitted_groups import count_on_grids

    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        return False
    count = min(rows, _SAMPLE_ROWS)
    chosen = np.arange(count, dtype=np.int64) * (rows - 1) // max(1, count - 1)
    groups = np.ascontiguousarray(to_float32(weight[chosen])).reshape(-1, GROUP_COLUMNS)
    return count_on_grids(groups) >= _LEAST_SHARE * len(groups)


def recover_grids(weight: NDArray[Any]) -> Grids:
    """Return the grids of a weight, (rows, columns), in float32 or bf16.

    A group that is on no grid gets 16 levels between its lowest and its highest number.

    Raises:
        ValueError: the columns don't make whole groups.
    """
    from afterword.transformer.quantisation.fitted_groups import fit_groups

    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        raise ValueError(f"{columns} columns don't make whole groups")
    groups = weight.reshape(-1, GROUP_COLUMNS)
    levels = np.empty(groups.shape, np.uint8)
    steps, lowests = np.empty(len(groups), np.float32), np.empty(len(groups), np.float32)
    for first in range(0, len(groups), _GROUPS_AT_ONCE):
        some = slice(first, first + _GROUPS_AT_ONCE)
        numbers = np.ascontiguousarray(to_float32(groups[some]))
        fit_groups(numbers, levels[some], steps[some], lowests[some])
    return Grids(
        levels=levels.reshape(rows, columns),
        steps=steps.reshape(rows, -1),
        lowests=lowests.reshape(rows, -1),
    )
