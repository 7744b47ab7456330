# pyright: basic
"""Dynamic quantisation of the inputs of linear layers to int8, one token's vector at a time.

A number that is not finite has no int8 value. It makes the row's step NaN, and so all that is computed
from it: the engine then reports an error, where zeros would give wrong text.
"""

import numpy as np

from afterword.transformer.compiled.kernels.primitives import (
    floats,
    int8s,
    kernel,
    larger_of,
    smaller_of,
)
from afterword.transformer.quantisation.four_bit_grids import GROUP_COLUMNS

_STEPS, _MIDDLE, _ALL_STEPS = np.float32(127), np.float32(128), np.float32(255)
"""The largest int8 value, the negative of the smallest one, and the number of steps between them."""
_TINY = np.float32(1e-12)
"""The smallest range of a row, for rows of zeros."""
_ZERO = np.float32(0)


@kernel
def quantise_row(row, target):
    """Quantise a row over its own range, from its least to its greatest number (asymmetric).

    In a row with one very large number, the other numbers get steps half as large as by the largest
    magnitude.

    Returns:
        The step between two int8 values, the zero point, and the sum of all int8 values.
    """
    least, greatest = _range_of(row)
    per_step = _ALL_STEPS / (greatest - least)
    zero = np.rint(-least * per_step) - _MIDDLE
    total, fault = np.int32(0), _ZERO
    for index in range(len(row)):
        value = np.int32(min(np.rint(row[index] * per_step) + zero, _STEPS))
        target[index] = np.int8(value)
        total += value
        fault += row[index] * _ZERO
    return (greatest - least) / _ALL_STEPS + fault, zero, total


@kernel
def _range_of(row):
    """Return the least and the greatest of the row's numbers and zero."""
    least, greatest = _ZERO, _TINY
    for index in range(len(row)):
        least = smaller_of(least, row[index])
        greatest = larger_of(greatest, row[index])
    return least, greatest


@kernel
def _largest_of(row):
    """Return the largest magnitude."""
    largest = _TINY
    for index in range(len(row)):
        largest = larger_of(largest, abs(row[index]))
    return largest


@kernel
def quantise_groups(row, inputs, stride):
    """Quantise a row in groups of 32 columns, each by its largest magnitude, for four-bit weights.

    llama.cpp does the same (Q8_0 and Q8_1). If a column is a hundred times larger than the rest,
    only its own group gets a large step, so columns need not be balanced.

    Args:
        row: (columns,) float32.
        inputs: the address of 40 bytes for each group: 32 int8, then in float32 the step between
            their values, and their sum times the step.
        stride: the number of bytes from group to group.
    """
    for group in range(len(row) // GROUP_COLUMNS):
        first, at = group * GROUP_COLUMNS, inputs + group * stride
        target, pair = int8s(at, GROUP_COLUMNS), floats(at + GROUP_COLUMNS, 2)
        numbers = row[first : first + GROUP_COLUMNS]
        largest = _largest_of(numbers)
        per_step = _STEPS / largest
        total, fault = np.int32(0), _ZERO
        for index in range(GROUP_COLUMNS):
            value = np.int32(np.rint(numbers[index] * per_step))
            target[index] = np.int8(value)
            total += value
            fault += numbers[index] * _ZERO
        step = largest / _STEPS + fault
        pair[0], pair[1] = step, np.float32(total) * step


@kernel
def quantise_to_15_bits(row, coarse, fine):
    """Quantise a row to 15 bits: as int8, and the rounding error as int8 in steps 254 times smaller.

    Returns:
        The coarse step, and the sums of both int8 rows.
    """
    largest = _largest_of(row)
    per_step = _STEPS / largest
    coarse_sum, fine_sum, fault = np.int32(0), np.int32(0), _ZERO
    for index in range(len(row)):
        scaled = row[index] * per_step
        whole = np.rint(scaled)
        rest = np.int32(np.rint((scaled - whole) * (_STEPS + _STEPS)))
        coarse[index], fine[index] = np.int8(whole), np.int8(rest)
        coarse_sum += np.int32(whole)
        fine_sum += rest
        fault += row[index] * _ZERO
    return largest / _STEPS + fault, coarse_sum, fine_sum
