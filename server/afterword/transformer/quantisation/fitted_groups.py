# pyright: basic
"""Fits grids of 16 levels to groups of 32 numbers, in code that numba compiles.

Sums have a fixed order and nothing is contracted, so that each processor finds the same bits. The
interpreter's lock is free meanwhile, so that several threads fit several weights at a time.
"""

from typing import Any

import numba
import numpy as np

from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS, MAX_LEVEL

# A type checker can't follow what this decorator makes of a function.
njit: Any = numba.njit

_TOLERANCE_STEPS = np.float32(0.1)
"""The largest distance of a weight from its level, in steps. In half of the groups of Qwen2.5 1.5B's
Q4_K layers it is at most 0.02; in its Q6_K layers it is 0.45."""
_BFLOAT16_ERROR = np.float32(2.0**-9)
"""The largest relative error of rounding to bf16."""
_TINY = np.float32(1e-30)
"""The smallest divisor, for groups whose numbers are all the same."""
_PARTIAL_SUMS = 8
"""The number of partial sums of a group. A rounded sum depends on its order: this is torch's on x86, by
which stores were made before, so that they are made again bit by bit."""
_ROUNDING = np.float32(1.5 * 2**23)
"""The number that rounds another of at most 16 to an integer, halves to even: added, then subtracted."""
_COLUMNS = np.float32(GROUP_COLUMNS)
_OPTIONS = {"nogil": True, "error_model": "numpy"}


@njit(**_OPTIONS)
def fit_groups(numbers, levels, steps, lowests):
    """Fit grids to (n, 32) numbers by least squares: levels (n, 32), steps and lowests (n,).

    A group that is on no grid gets 16 levels between its lowest and its highest number.
    """
    centred = np.empty(GROUP_COLUMNS, np.float32)
    squares = np.empty(GROUP_COLUMNS, np.float32)
    for group in range(len(numbers)):
        row = numbers[group]
        low, high = _extremes(row)
        highest = _highest_level(row, low, high)
        if highest == 0:
            highest = MAX_LEVEL
        step = max((high - low) / np.float32(highest), _TINY)
        for column in range(GROUP_COLUMNS):
            centred[column] = _rounded((row[column] - low) / step)
            levels[group, column] = np.uint8(centred[column])
        mean_level = _sum(centred) / _COLUMNS
        for column in range(GROUP_COLUMNS):
            centred[column] -= mean_level
            squares[column] = centred[column] * centred[column]
        spread = _sum(squares)
        for column in range(GROUP_COLUMNS):
            centred[column] *= row[column]
        steps[group] = _sum(centred) / max(spread, _TINY)
        lowests[group] = _sum(row) / _COLUMNS - steps[group] * mean_level


@njit(**_OPTIONS)
def count_on_grids(numbers):
    """Return how many groups of (n, 32) numbers are on a grid."""
    found = 0
    for row in numbers:
        low, high = _extremes(row)
        found += _highest_level(row, low, high) > 0
    return found


@njit(**_OPTIONS)
def _highest_level(row, low, high):
    """Return the level of a group's largest number if its smallest has level 0; 0 if no grid fits.

    Most groups use all 16 levels, some one or two fewer, a few far fewer.
    """
    largest = max(abs(high), abs(low))
    for highest in range(MAX_LEVEL, 0, -1):
        step = max((high - low) / np.float32(highest), _TINY)
        allowed = _TOLERANCE_STEPS + _BFLOAT16_ERROR * (largest / step)
        misses = 0
        for column in range(GROUP_COLUMNS):
            level = (row[column] - low) / step
            misses += not abs(level - _rounded(level)) <= allowed
        if misses == 0:
            return highest
    return 0


@njit(**_OPTIONS)
def _extremes(row):
    """Return the smallest and the largest number of a group."""
    low = high = row[0]
    for column in range(1, GROUP_COLUMNS):
        low = min(low, row[column])
        high = max(high, row[column])
    return low, high


@njit(**_OPTIONS)
def _rounded(level):
    return (level + _ROUNDING) - _ROUNDING


@njit(**_OPTIONS)
def _sum(numbers):
    """Return the sum of a group's numbers, in the order of ``_PARTIAL_SUMS``."""
    total = np.float32(0)
    for lane in range(_PARTIAL_SUMS):
        partial = numbers[lane]
        for column in range(lane + _PARTIAL_SUMS, GROUP_COLUMNS, _PARTIAL_SUMS):
            partial += numbers[column]
        total = partial if lane == 0 else total + partial
    return total
