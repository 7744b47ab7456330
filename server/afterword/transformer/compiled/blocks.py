# pyright: basic
"""Products of small blocks, written for the processor's vectors: all else is loops around them.

Each keeps its sums in registers: so many rows times so many columns that every number that is
loaded is used several times. Numba's own vectoriser finds none of these three.
"""

from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.primitives import INT64, declare
from afterword.transformer.compiled.vectors import (
    BYTES,
    FAST,
    FLOAT,
    FLOATS,
    INT16,
    INT32,
    INTS,
    LANES,
    Loop,
    load,
    of_five_addresses,
    of_seven_addresses,
    offset,
    prefetch,
    repeat,
    store,
)
from afterword.transformer.panels import CHUNK_ROWS

_VECTORS = CHUNK_ROWS // LANES

_PREFETCH_BYTES = 2048
_SHORTS = ir.VectorType(INT16, LANES)


def int8_block(tokens: int) -> Any:
    """Make the product of ``tokens`` int8 rows and a chunk of 64 weight rows, summed in int32.

    ``block(inputs, input_stride, weights, quads, sums)``: ``inputs`` has int8 rows ``input_stride``
    bytes apart; ``weights`` is (quads, 64, 4) uint8, four columns of 64 rows a piece, in the
    order in which they are read; ``sums`` gets (tokens, 64) int32. Needs VNNI, whose instruction adds four
    products of an unsigned and a signed byte to an int32 without saturation.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        inputs, stride, weights, quads, sums = arguments
        multiply = declare(builder, "llvm.x86.avx512.vpdpbusd.512", INTS, [INTS, BYTES, BYTES])
        loop = Loop(builder, quads, [ir.Constant(INTS, [0] * LANES)] * (tokens * _VECTORS))
        piece = offset(builder, weights, loop.index, INT64(4 * CHUNK_ROWS))
        vectors = [
            load(builder, builder.add(piece, INT64(4 * LANES * v)), BYTES, align=1)
            for v in range(_VECTORS)
        ]
        prefetch(builder, piece, ahead_bytes=_PREFETCH_BYTES, lines=_VECTORS)
        results: list[Any] = []
        for token in range(tokens):
            row = offset(builder, inputs, INT64(token), stride)
            four = load(builder, offset(builder, row, loop.index, INT64(4)), INT32, align=4)
            repeated = builder.bitcast(repeat(builder, four, INTS), BYTES)
            results += [
                builder.call(multiply, [loop.carried[token * _VECTORS + v], vectors[v], repeated])
                for v in range(_VECTORS)
            ]
        for index, total in enumerate(loop.close(results)):
            store(builder, total, builder.add(sums, INT64(4 * LANES * index)))

    return of_five_addresses(generate)


def score_block(queries: int, keys: int) -> Any:
    """Make the products of ``queries`` and ``keys`` float rows: every one with every other.

    ``block(queries, query_stride, keys, key_stride, vectors, scores, score_stride)``: rows are so
    many vectors of 16 numbers; strides are in bytes; scores[query, key] float32.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        query, query_stride, key, key_stride, vectors, scores, score_stride = arguments
        total = declare(builder, f"llvm.vector.reduce.fadd.v{LANES}f32", FLOAT, [FLOAT, FLOATS])
        zeros = ir.Constant(FLOATS, [0.0] * LANES)
        loop = Loop(builder, vectors, [zeros] * (queries * keys))
        inside = builder.mul(loop.index, INT64(4 * LANES))

        def rows(base: Any, stride: Any, count: int) -> list[Any]:
            starts = [offset(builder, base, INT64(row), stride) for row in range(count)]
            return [load(builder, builder.add(at, inside), FLOATS, align=4) for at in starts]

        query_rows = rows(query, query_stride, queries)
        key_rows = rows(key, key_stride, keys)
        products = [
            builder.fadd(
                loop.carried[q * keys + k],
                builder.fmul(query_rows[q], key_rows[k], flags=FAST),
                flags=FAST,
            )
            for q in range(queries)
            for k in range(keys)
        ]
        sums = loop.close(products)
        for q in range(queries):
            row = offset(builder, scores, INT64(q), score_stride)
            for k in range(keys):
                call = builder.call(total, [FLOAT(0.0), sums[q * keys + k]], fastmath=FAST)
                store(builder, call, builder.add(row, INT64(4 * k)))

    return of_seven_addresses(generate)


def mix_block(shares: int, vectors: int) -> Any:
    """Make the sum of bf16 value rows by their shares, for ``shares`` queries, added to what is there.

    ``block(shares, share_stride, values, value_stride, count, mixed, mixed_stride)``: ``count``
    value rows ``value_stride`` bytes apart, of which ``vectors`` times 16 numbers are read.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        share, share_stride, value, value_stride, count, mixed, mixed_stride = arguments
        places = [
            builder.add(
                offset(builder, mixed, INT64(query), mixed_stride), INT64(4 * LANES * vector)
            )
            for query in range(shares)
            for vector in range(vectors)
        ]
        loop = Loop(builder, count, [load(builder, at, FLOATS, align=4) for at in places])
        row = offset(builder, value, loop.index, value_stride)
        value_rows = [_values(builder, row, vector) for vector in range(vectors)]
        results: list[Any] = []
        for query in range(shares):
            at = offset(builder, share, INT64(query), share_stride)
            one = load(builder, offset(builder, at, loop.index, INT64(4)), FLOAT, align=4)
            weight = repeat(builder, one, FLOATS)
            results += [
                builder.fadd(
                    loop.carried[query * vectors + vector],
                    builder.fmul(weight, value_rows[vector], flags=FAST),
                    flags=FAST,
                )
                for vector in range(vectors)
            ]
        for total, at in zip(loop.close(results), places, strict=True):
            store(builder, total, at)

    return of_seven_addresses(generate)


def _values(builder: Any, row: Any, vector: int) -> Any:
    """Load 16 bf16 numbers as float32, whose upper half a bf16 is."""
    halves = load(builder, builder.add(row, INT64(2 * LANES * vector)), _SHORTS, align=2)
    shift = ir.Constant(INTS, [16] * LANES)
    return builder.bitcast(builder.shl(builder.zext(halves, INTS), shift), FLOATS)
