# pyright: basic
"""Float blocks for attention: products of queries and keys, and weighted sums of values."""

from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    FAST,
    FLOAT,
    FLOATS,
    HALF,
    INT16,
    INTS,
    LANES,
    Loop,
    load,
    of_seven_addresses,
    offset,
    repeat,
    store,
)
from afterword.transformer.compiled.kernels.primitives import INT64, declare

_HALVES = ir.VectorType(HALF, LANES)
_SHORTS = ir.VectorType(INT16, LANES)


def score_block(queries: int, keys: int, instructions: Instructions) -> Any:
    """Make a function for the products of each of ``queries`` with each of ``keys`` float16 rows.

    ``block(queries, query_stride, keys, key_stride, vectors, scores, score_stride)``: a row has
    ``vectors`` times 16 numbers; strides are in bytes; scores[query, key] is float32.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        for some_queries in instructions.ranges(queries):
            for some_keys in instructions.ranges(keys):
                _score(builder, arguments, some_queries, some_keys)

    return of_seven_addresses(generate)


def _score(builder: Any, arguments: list[Any], queries: range, keys: range) -> None:
    query, query_stride, key, key_stride, vectors, scores, score_stride = arguments
    total = declare(builder, f"llvm.vector.reduce.fadd.v{LANES}f32", FLOAT, [FLOAT, FLOATS])
    zeros = ir.Constant(FLOATS, [0.0] * LANES)
    loop = Loop(builder, vectors, [zeros] * (len(queries) * len(keys)))

    def load_rows(base: Any, stride: Any, rows: range, kind: Any, size_bytes: int) -> list[Any]:
        inside = builder.mul(loop.index, INT64(size_bytes * LANES))
        starts = [offset(builder, base, INT64(row), stride) for row in rows]
        return [load(builder, builder.add(at, inside), kind, align=size_bytes) for at in starts]

    key_rows = [builder.fpext(row, FLOATS) for row in load_rows(key, key_stride, keys, _HALVES, 2)]
    pairs = [
        (query_row, key_row)
        for query_row in load_rows(query, query_stride, queries, FLOATS, 4)
        for key_row in key_rows
    ]
    sums = loop.close(
        [
            builder.fadd(carried, builder.fmul(*pair, flags=FAST), flags=FAST)
            for carried, pair in zip(loop.carried, pairs, strict=True)
        ]
    )
    for index, place in enumerate(queries):
        row = offset(builder, scores, INT64(place), score_stride)
        for vector, key_place in zip(sums[index * len(keys) :], keys, strict=False):
            score = builder.call(total, [FLOAT(0.0), vector], fastmath=FAST)
            store(builder, score, builder.add(row, INT64(4 * key_place)))


def mix_block(queries: int, vectors: int, instructions: Instructions) -> Any:
    """Make a function that adds sums of bf16 value rows, weighted by the softmax, for ``queries`` rows.

    ``block(probabilities, probability_stride, values, value_stride, count, mixed, mixed_stride)``:
    there are ``count`` value rows, of which ``vectors`` times 16 numbers are read; strides are in
    bytes; the sums are added to ``mixed``, float32.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        for some_queries in instructions.ranges(queries):
            for some_vectors in instructions.ranges(vectors):
                _mix(builder, arguments, some_queries, some_vectors)

    return of_seven_addresses(generate)


def _mix(builder: Any, arguments: list[Any], queries: range, vectors: range) -> None:
    probability, probability_stride, value, value_stride, count, mixed, mixed_stride = arguments
    places = [
        builder.add(offset(builder, mixed, INT64(query), mixed_stride), INT64(4 * LANES * vector))
        for query in queries
        for vector in vectors
    ]
    loop = Loop(builder, count, [load(builder, at, FLOATS, align=4) for at in places])
    row = offset(builder, value, loop.index, value_stride)
    value_rows = [load_values(builder, row, vector) for vector in vectors]
    results: list[Any] = []
    for query in queries:
        at = offset(builder, probability, INT64(query), probability_stride)
        one = load(builder, offset(builder, at, loop.index, INT64(4)), FLOAT, align=4)
        weight = repeat(builder, one, FLOATS)
        for each in value_rows:
            product = builder.fmul(weight, each, flags=FAST)
            results.append(builder.fadd(loop.carried[len(results)], product, flags=FAST))
    for total, at in zip(loop.close(results), places, strict=True):
        store(builder, total, at)


def load_values(builder: Any, row: Any, vector: int) -> Any:
    """Load 16 bf16 numbers as float32: a bf16 is the upper half of a float32."""
    halves = load(builder, builder.add(row, INT64(2 * LANES * vector)), _SHORTS, align=2)
    shift = ir.Constant(INTS, [16] * LANES)
    return builder.bitcast(builder.shl(builder.zext(halves, INTS), shift), FLOATS)
