# pyright: basic
"""Attention of a few rows: scores, softmax and mixed values, each row by itself.

A row is the query of one token in one head, as in ``attention``. Scores are (rows, keys) here; those of
many rows lie the other way round in ``wide_attention``.
"""

from typing import Any

import numpy as np

from afterword.transformer.compiled.kernels.blocks.float_blocks import mix_block, score_block
from afterword.transformer.compiled.kernels.blocks.instruction_sets import best_instructions
from afterword.transformer.compiled.kernels.elementary_functions import exponential
from afterword.transformer.compiled.kernels.primitives import kernel

_MIXED_NUMBERS = 64
"""The number of columns of the values that are summed together."""

_INSTRUCTIONS = best_instructions()
_mix_4, _mix_2, _mix_1 = (mix_block(probabilities, 4, _INSTRUCTIONS) for probabilities in (4, 2, 1))
_ZERO = np.float32(0)
_LOWEST = np.float32(-3e38)
"""A number below every score."""


def _by_rows(four: Any, two: Any, one: Any) -> Any:
    """Make a loop that takes four, two or one rows at a time, with blocks for four, two and one queries."""

    @kernel
    def score_rows(queries, rows, keys, row_bytes, vectors, scores, stride):
        row = 0
        while row < rows:
            query, place = queries + row * row_bytes, scores + row * stride
            if rows - row >= 4:
                four(query, row_bytes, keys, row_bytes // 2, vectors, place, stride)
                row += 4
            elif rows - row >= 2:
                two(query, row_bytes, keys, row_bytes // 2, vectors, place, stride)
                row += 2
            else:
                one(query, row_bytes, keys, row_bytes // 2, vectors, place, stride)
                row += 1

    return score_rows


_score_four_keys, _score_one_key = (
    _by_rows(*(score_block(queries, keys, _INSTRUCTIONS) for queries in (4, 2, 1)))
    for keys in (4, 1)
)


@kernel
def score(queries, rows, keys, count, width, scores, stride):
    """Multiply every row by every key: scores[row, key] float32, with rows ``stride`` bytes apart."""
    row_bytes, vectors = width * 4, width // 16
    whole = count - count % 4
    for key in range(0, whole, 4):
        at, place = keys + key * row_bytes // 2, scores + key * 4
        _score_four_keys(queries, rows, at, row_bytes, vectors, place, stride)
    for key in range(whole, count):
        at, place = keys + key * row_bytes // 2, scores + key * 4
        _score_one_key(queries, rows, at, row_bytes, vectors, place, stride)


@kernel
def softmax(scores, low, end):
    """Replace the scores from ``low`` to ``end`` by their softmax, and all others by zero."""
    for index in range(low):
        scores[index] = _ZERO
    for index in range(end, len(scores)):
        scores[index] = _ZERO
    largest = _LOWEST
    for index in range(low, end):
        largest = max(largest, scores[index])
    total = _ZERO
    for index in range(low, end):
        probability = exponential(scores[index] - largest)
        scores[index] = probability
        total += probability
    for index in range(low, end):
        scores[index] /= total


@kernel
def mix(probabilities, stride, rows, values, count, width, mixed):
    """Add the values, weighted by (rows, count) ``probabilities``, to ``mixed``, (rows, width) float32."""
    if count == 0:
        return
    for column in range(0, width, _MIXED_NUMBERS):
        row = 0
        while row < rows:
            probability, at = probabilities + row * stride, values + column * 2
            place = mixed + (row * width + column) * 4
            if rows - row >= 4:
                _mix_4(probability, stride, at, width * 2, count, place, width * 4)
                row += 4
            elif rows - row >= 2:
                _mix_2(probability, stride, at, width * 2, count, place, width * 4)
                row += 2
            else:
                _mix_1(probability, stride, at, width * 2, count, place, width * 4)
                row += 1
