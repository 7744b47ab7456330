"""Finds the quantisation grids of weights that were stored in four bits before. Needs no torch.

A model that was prepared from a file with ``four_bit_grids`` holds its numbers rounded to bf16; step,
lowest value and levels can be recovered, except for that rounding. Weights that were never on a grid, and
those of finer formats, are recognised reliably: all of 32 numbers would have to be near a level by chance.

Numbers are handled as (32, n), a group a column: numpy then computes many groups at once, without the
interpreter's lock, so that several threads recover several weights at a time.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS, MAX_LEVEL, Grids
from afterword.transformer.tensor_file import to_float32

_TOLERANCE_STEPS = 0.1
"""The largest distance of a weight from its level, in steps. In half of the groups of Qwen2.5 1.5B's
Q4_K layers it is at most 0.02; in its Q6_K layers it is 0.45."""
_BFLOAT16_ERROR = 2.0**-9
"""The largest relative error of rounding to bf16."""

_GROUPS_AT_ONCE = 2048
"""The number of groups that are fitted together: their temporary arrays stay in the processor's cache."""
_SAMPLE_ROWS = 256
"""The number of rows of a weight that ``is_on_grids`` looks at."""
_LEAST_SHARE = 0.999
"""The smallest share of groups on grids at which a weight counts as on grids."""
_TINY = np.float32(1e-30)
"""The smallest divisor, for groups whose numbers are all the same."""
_PARTIAL_SUMS = 8
"""The number of partial sums of a group. A rounded sum depends on its order: this is torch's on x86, by
which stores were made before, so that they are made again bit by bit."""


def is_on_grids(weight: NDArray[Any]) -> bool:
    """Return whether nearly all groups of a weight, (rows, columns), are on grids of 16 levels.

    It looks at 256 rows, spread evenly, so that a fused weight has some rows of each part.
    """
    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        return False
    chosen = np.linspace(0, rows - 1, min(rows, _SAMPLE_ROWS)).astype(np.int64)
    groups = weight[chosen].reshape(-1, GROUP_COLUMNS)
    found = [_highest_levels(numbers) > 0 for _, numbers in _blocks(groups)]
    return float(np.concatenate(found).mean()) >= _LEAST_SHARE


def recover_grids(weight: NDArray[Any]) -> Grids:
    """Return the grids of a weight, (rows, columns), in float32 or bf16.

    A group that is on no grid gets 16 levels between its lowest and its highest number.

    Raises:
        ValueError: the columns don't make whole groups.
    """
    rows, columns = weight.shape
    if columns % GROUP_COLUMNS:
        raise ValueError(f"{columns} columns don't make whole groups")
    groups = weight.reshape(-1, GROUP_COLUMNS)
    levels = np.empty(groups.shape, np.uint8)
    steps, lowests = np.empty(len(groups), np.float32), np.empty(len(groups), np.float32)
    for block, numbers in _blocks(groups):
        found, steps[block], lowests[block] = _fit(numbers)
        levels[block] = found.T
    return Grids(
        levels=levels.reshape(rows, columns),
        steps=steps.reshape(rows, -1),
        lowests=lowests.reshape(rows, -1),
    )


def _blocks(groups: NDArray[Any]) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Yield the numbers of some groups, (32, n) float32, and which of (m, 32) they are."""
    for first in range(0, len(groups), _GROUPS_AT_ONCE):
        block = slice(first, first + _GROUPS_AT_ONCE)
        yield block, np.ascontiguousarray(to_float32(groups[block]).T)


def _fit(
    numbers: NDArray[np.float32],
) -> tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]:
    """Fit grids to (32, n) numbers by least squares: levels (32, n), steps and lowests (n,)."""
    highest = _highest_levels(numbers)
    highest[highest == 0] = MAX_LEVEL
    low = numbers.min(axis=0)
    step = np.maximum((numbers.max(axis=0) - low) / highest, _TINY)
    levels = numbers - low
    levels /= step
    np.rint(levels, out=levels)
    mean_level = _sum(levels) / GROUP_COLUMNS
    centred = levels - mean_level
    spread = _sum(np.square(centred))
    centred *= numbers
    steps = _sum(centred) / np.maximum(spread, _TINY)
    return levels.astype(np.uint8), steps, _sum(numbers) / GROUP_COLUMNS - steps * mean_level


def _sum(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sums of the columns of (32, n) numbers, in the order of ``_PARTIAL_SUMS``."""
    # Not by ``sum``, whose order depends on the array's layout.
    partial = reduce(np.add, numbers.reshape(-1, _PARTIAL_SUMS, numbers.shape[1]))
    return reduce(np.add, partial)


def _highest_levels(numbers: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the level of each group's largest number if its smallest has level 0; 0 if no grid fits.

    Most groups use all 16 levels, some one or two fewer, a few far fewer.
    """
    highest = np.zeros(numbers.shape[1], np.float32)
    left = np.arange(numbers.shape[1])
    low, high = numbers.min(axis=0), numbers.max(axis=0)
    for count in range(MAX_LEVEL, 0, -1):
        step = np.maximum((high - low) / np.float32(count), _TINY)
        offset = numbers - low
        offset /= step
        offset -= np.rint(offset)
        np.abs(offset, out=offset)
        largest = np.maximum(np.abs(high), np.abs(low))
        allowed = _TOLERANCE_STEPS + _BFLOAT16_ERROR * (largest / step)
        fits = offset.max(axis=0) <= allowed
        highest[left[fits]] = count
        missing = np.flatnonzero(~fits)
        if not len(missing):
            break
        left, numbers = left[missing], numbers[:, missing]
        low, high = low[missing], high[missing]
    return highest
