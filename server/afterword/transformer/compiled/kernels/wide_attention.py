# pyright: basic
"""Attention of a long prompt: 32 rows at a time, side by side in the lanes of vectors.

A row is the query of one token in one head, as in ``attention``. Scores are (keys, 32) here, so that
the softmax of 32 rows is computed as one.
"""

import numpy as np

from afterword.transformer.compiled.kernels.blocks.instruction_sets import best_instructions
from afterword.transformer.compiled.kernels.blocks.wide_attention_blocks import (
    KEYS_TOGETHER,
    MIXED_COLUMNS,
    MIXED_ROWS,
    WIDE_ROWS,
    wide_mix_block,
    wide_score_block,
)
from afterword.transformer.compiled.kernels.elementary_functions import exponential
from afterword.transformer.compiled.kernels.primitives import (
    float_of_half_bits,
    floats,
    inlined_kernel,
    int16s,
    int32s,
    larger_of,
)

_score_block = wide_score_block(best_instructions())
_mix_block = wide_mix_block(best_instructions())
_MIXED_KEYS = 128
"""The number of values whose 32 columns, and weights, stay in the first cache while they are mixed."""
_LINE_BYTES = 4 * WIDE_ROWS
_ZERO, _ONE = np.float32(0), np.float32(1)
_LOWEST = np.float32(-3e38)
"""A number below every score."""


@inlined_kernel
def transpose_queries(rows, width, queries, columns):
    """Write (rows, width) float32 as (width, 32), with zeros for missing rows."""
    source, target = floats(queries, rows * width), floats(columns, WIDE_ROWS * width)
    for column in range(width):
        for row in range(rows):
            target[column * WIDE_ROWS + row] = source[row * width + column]
        for row in range(rows, WIDE_ROWS):
            target[column * WIDE_ROWS + row] = _ZERO


@inlined_kernel
def score_wide(queries, keys, count, width, key_rows, scores):
    """Multiply 32 rows by every key: ``scores`` gets (count, 32) float32, with room for eight more keys.

    Args:
        queries: (width, 32) float32.
        keys: (count, width) float16.
        count: the number of keys.
        width: the number of columns of a query and a key.
        key_rows: room for (8, width) float32.
        scores: see above.
    """
    for first in range(0, count, KEYS_TOGETHER):
        some = min(KEYS_TOGETHER, count - first)
        halves = int16s(keys + first * width * 2, some * width)
        numbers = floats(key_rows, some * width)
        for index in range(some * width):
            numbers[index] = float_of_half_bits(halves[index])
        _score_block(queries, width, key_rows, width * 4, scores + first * _LINE_BYTES)


@inlined_kernel
def softmax_wide(scores, count, bounds, sums):
    """Replace scores by their exponentials, whose sums by row are written to ``sums``.

    Args:
        scores: (count, 32) float32.
        count: the number of keys.
        bounds: (2, 32) int32: the first key that each row sees, and the one after its last.
        sums: room for (2, 32) float32; the first 32 get the sums.
    """
    begins, ends = int32s(bounds, WIDE_ROWS), int32s(bounds + _LINE_BYTES, WIDE_ROWS)
    totals, largest = floats(sums, WIDE_ROWS), floats(sums + _LINE_BYTES, WIDE_ROWS)
    for row in range(WIDE_ROWS):
        totals[row], largest[row] = _ZERO, _LOWEST
    for key in range(count):
        line = floats(scores + key * _LINE_BYTES, WIDE_ROWS)
        for row in range(WIDE_ROWS):
            is_seen = (begins[row] <= key) & (key < ends[row])
            largest[row] = larger_of(largest[row], line[row] if is_seen else _LOWEST)
    for key in range(count):
        line = floats(scores + key * _LINE_BYTES, WIDE_ROWS)
        for row in range(WIDE_ROWS):
            is_seen = (begins[row] <= key) & (key < ends[row])
            weight = exponential(line[row] - largest[row])
            line[row] = weight if is_seen else _ZERO
            totals[row] += line[row]


@inlined_kernel
def mix_wide(weights, values, count, width, sums, rows, mixed):
    """Write the values' means, weighted by (count, 32) ``weights``, to ``mixed``, (32, width) float32.

    Args:
        weights: (count, 32) float32.
        values: (count, width) bf16.
        count: the number of values.
        width: the number of columns of a value.
        sums: (32,) float32: the sums of the weights.
        rows: how many of the 32 rows are used.
        mixed: see above; holds zeros.
    """
    for first in range(0, count, _MIXED_KEYS):
        some = min(_MIXED_KEYS, count - first)
        weight, value = weights + first * _LINE_BYTES, values + first * width * 2
        for column in range(0, width, MIXED_COLUMNS):
            for row in range(0, rows, MIXED_ROWS):
                place = mixed + (row * width + column) * 4
                _mix_block(
                    weight + row * 4, value + column * 2, width * 2, some, place, width * 4, 0
                )
    totals = floats(sums, rows)
    for row in range(rows):
        numbers, scale = floats(mixed + row * width * 4, width), _ONE / totals[row]
        for column in range(width):
            numbers[column] *= scale
