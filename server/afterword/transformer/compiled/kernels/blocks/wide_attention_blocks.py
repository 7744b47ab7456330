# pyright: basic
"""Float blocks for attention of 32 queries at a time, one in each lane of two vectors.

So a score is summed in its own lane, where ``float_blocks`` sum across lanes at the end, and the
softmax of all queries is computed side by side.
"""

import itertools
from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.float_blocks import load_values
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    FAST,
    FLOAT,
    FLOATS,
    LANES,
    Loop,
    load,
    of_five_addresses,
    of_seven_addresses,
    offset,
    repeat,
    store,
)
from afterword.transformer.compiled.kernels.primitives import INT64

WIDE_ROWS = 32
"""The number of queries that are computed together."""
KEYS_TOGETHER = 8
"""The number of keys of one score block."""
MIXED_ROWS, MIXED_COLUMNS = 8, 32
"""The numbers of queries, and of the values' columns, of one mix block."""

_ROW_BYTES = 4 * WIDE_ROWS
_VECTOR_BYTES = 4 * LANES


def wide_score_block(instructions: Instructions) -> Any:
    """Make a function for the products of 32 queries and eight keys.

    ``block(queries, width, keys, key_stride, scores)``: ``queries`` is (width, 32) float32; a key has
    ``width`` float32, keys are ``key_stride`` bytes apart; ``scores`` gets (8, 32) float32.
    """
    shape = _shape_of_pass(instructions)
    passes = _passes(KEYS_TOGETHER, WIDE_ROWS // LANES, shape)

    def generate(builder: Any, arguments: list[Any]) -> None:
        for keys, vectors in passes:
            _score(builder, arguments, keys, vectors)

    return of_five_addresses(generate)


def _score(builder: Any, arguments: list[Any], keys: range, vectors: range) -> None:
    queries, width, key, key_stride, scores = arguments
    zeros = ir.Constant(FLOATS, [0.0] * LANES)
    starts = [offset(builder, key, INT64(each), key_stride) for each in keys]
    loop = Loop(builder, width, [zeros] * (len(keys) * len(vectors)))
    column = offset(builder, queries, loop.index, INT64(_ROW_BYTES))
    query_vectors = [
        load(builder, builder.add(column, INT64(_VECTOR_BYTES * vector)), FLOATS, align=4)
        for vector in vectors
    ]
    results: list[Any] = []
    for start in starts:
        number = load(builder, offset(builder, start, loop.index, INT64(4)), FLOAT, align=4)
        results += _add_products(builder, loop.carried[len(results) :], number, query_vectors)
    totals = loop.close(results)
    for total, (place, vector) in zip(totals, itertools.product(keys, vectors), strict=True):
        at = INT64(_ROW_BYTES * place + _VECTOR_BYTES * vector)
        store(builder, total, builder.add(scores, at))


def wide_mix_block(instructions: Instructions) -> Any:
    """Make a function that adds weighted sums of bf16 values, 32 of their columns, for eight queries.

    ``block(weights, values, value_stride, count, mixed, mixed_stride)``, and a seventh number that is
    not used: ``weights`` is (count, 32) float32, of which the first eight columns are read; strides
    are in bytes; the sums are added to ``mixed``, eight rows of 32 float32.
    """
    passes = _passes(MIXED_ROWS, MIXED_COLUMNS // LANES, _shape_of_pass(instructions))

    def generate(builder: Any, arguments: list[Any]) -> None:
        for rows, vectors in passes:
            _mix(builder, arguments, rows, vectors)

    return of_seven_addresses(generate)


def _mix(builder: Any, arguments: list[Any], rows: range, vectors: range) -> None:
    weights, values, value_stride, count, mixed, mixed_stride, _ = arguments
    places = [
        builder.add(offset(builder, mixed, INT64(row), mixed_stride), INT64(_VECTOR_BYTES * vector))
        for row, vector in itertools.product(rows, vectors)
    ]
    loop = Loop(builder, count, [load(builder, at, FLOATS, align=4) for at in places])
    value = offset(builder, values, loop.index, value_stride)
    value_vectors = [load_values(builder, value, vector) for vector in vectors]
    weight = offset(builder, weights, loop.index, INT64(_ROW_BYTES))
    results: list[Any] = []
    for row in rows:
        number = load(builder, builder.add(weight, INT64(4 * row)), FLOAT, align=4)
        results += _add_products(builder, loop.carried[len(results) :], number, value_vectors)
    for total, at in zip(loop.close(results), places, strict=True):
        store(builder, total, at)


def _add_products(builder: Any, sums: list[Any], number: Any, vectors: list[Any]) -> list[Any]:
    """Add the products of one number and each vector to the first sums."""
    repeated = repeat(builder, number, FLOATS)
    return [
        builder.fadd(total, builder.fmul(repeated, vector, flags=FAST), flags=FAST)
        for total, vector in zip(sums, vectors, strict=False)
    ]


def _shape_of_pass(instructions: Instructions) -> tuple[int, int]:
    """Return the rows, and the vectors of 16 columns, whose sums fit into the registers."""
    return 2 * instructions.side, instructions.side // 2


def _passes(rows: int, vectors: int, shape: tuple[int, int]) -> list[tuple[range, range]]:
    """Cut so many rows and vectors into passes of one shape."""
    return [
        (range(row, row + shape[0]), range(vector, vector + shape[1]))
        for row in range(0, rows, shape[0])
        for vector in range(0, vectors, shape[1])
    ]
