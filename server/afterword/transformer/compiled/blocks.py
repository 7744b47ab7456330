# pyright: basic
"""Products of small blocks, written for the processor's vectors: all else is loops around them.

Each keeps its sums in registers: so many rows times so many columns that every number that is
loaded is used several times. Numba's own vectoriser finds none of these three.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types

from afterword.transformer.compiled.primitives import INT64, declare, intrinsic
from afterword.transformer.panels import CHUNK_ROWS

LANES = 16
"""float32 or int32 numbers in a vector; LLVM splits it where the processor's are shorter."""

_VECTORS = CHUNK_ROWS // LANES

_PREFETCH_BYTES = 2048
_INT8, _INT16, _INT32, _FLOAT = ir.IntType(8), ir.IntType(16), ir.IntType(32), ir.FloatType()
_BYTES = ir.VectorType(_INT8, 4 * LANES)
_INTS = ir.VectorType(_INT32, LANES)
_SHORTS = ir.VectorType(_INT16, LANES)
_FLOATS = ir.VectorType(_FLOAT, LANES)
_FAST = ("fast",)
_Body = Callable[[Any, list[Any]], None]


class _Loop:
    """Counts an int64 from 0 to ``count``, ``count`` ≥ 1, carrying vectors from pass to pass."""

    def __init__(self, builder: Any, count: Any, initial: list[Any]) -> None:
        self._builder, self._count = builder, count
        before = builder.block
        self._body = builder.append_basic_block("pass")
        builder.branch(self._body)
        builder.position_at_end(self._body)
        self.index = builder.phi(INT64)
        self.index.add_incoming(INT64(0), before)
        self.carried = [builder.phi(value.type) for value in initial]
        for phi, value in zip(self.carried, initial, strict=True):
            phi.add_incoming(value, before)

    def close(self, results: list[Any]) -> list[Any]:
        builder = self._builder
        following = builder.add(self.index, INT64(1))
        self.index.add_incoming(following, self._body)
        for phi, value in zip(self.carried, results, strict=True):
            phi.add_incoming(value, self._body)
        after = builder.append_basic_block("after")
        builder.cbranch(builder.icmp_signed("<", following, self._count), self._body, after)
        builder.position_at_end(after)
        return results


def _load(builder: Any, address: Any, kind: Any, align: int) -> Any:
    loaded = builder.load(builder.inttoptr(address, kind.as_pointer()))
    loaded.align = align
    return loaded


def _store(builder: Any, value: Any, address: Any) -> None:
    builder.store(value, builder.inttoptr(address, value.type.as_pointer())).align = 4


def _offset(builder: Any, base: Any, index: Any, stride: Any) -> Any:
    return builder.add(base, builder.mul(index, stride))


def _repeated(builder: Any, scalar: Any, kind: Any) -> Any:
    undefined = ir.Constant(kind, ir.Undefined)
    single = builder.insert_element(undefined, scalar, _INT32(0))
    return builder.shuffle_vector(single, undefined, ir.Constant(_INTS, [0] * LANES))


def _of_five_addresses(generate_body: _Body) -> Any:
    """Make an intrinsic of five int64 that returns nothing."""

    @intrinsic
    def block(_context: Any, _a: Any, _b: Any, _c: Any, _d: Any, _e: Any) -> Any:
        return types.void(*[types.int64] * 5), _without_result(generate_body)

    return block


def _of_seven_addresses(generate_body: _Body) -> Any:
    """Make an intrinsic of seven int64 that returns nothing."""

    @intrinsic
    def block(_context: Any, _a: Any, _b: Any, _c: Any, _d: Any, _e: Any, _f: Any, _g: Any) -> Any:
        return types.void(*[types.int64] * 7), _without_result(generate_body)

    return block


def _without_result(generate_body: _Body) -> Any:
    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        generate_body(builder, list(arguments))
        return context.get_dummy_value()

    return generate


def int8_block(tokens: int) -> Any:
    """Make the product of ``tokens`` int8 rows and a chunk of 64 weight rows, summed in int32.

    ``block(inputs, input_stride, weights, quads, sums)``: ``inputs`` has int8 rows ``input_stride``
    bytes apart; ``weights`` is (quads, 64, 4) uint8, four columns of 64 rows a piece, in the
    order in which they are read; ``sums`` gets (tokens, 64) int32. Needs VNNI, whose instruction adds four
    products of an unsigned and a signed byte to an int32 without saturation.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        inputs, stride, weights, quads, sums = arguments
        multiply = declare(builder, "llvm.x86.avx512.vpdpbusd.512", _INTS, [_INTS, _BYTES, _BYTES])
        loop = _Loop(builder, quads, [ir.Constant(_INTS, [0] * LANES)] * (tokens * _VECTORS))
        piece = _offset(builder, weights, loop.index, INT64(4 * CHUNK_ROWS))
        vectors = [
            _load(builder, builder.add(piece, INT64(4 * LANES * v)), _BYTES, align=1)
            for v in range(_VECTORS)
        ]
        _prefetch(builder, piece)
        results: list[Any] = []
        for token in range(tokens):
            row = _offset(builder, inputs, INT64(token), stride)
            four = _load(builder, _offset(builder, row, loop.index, INT64(4)), _INT32, align=4)
            repeated = builder.bitcast(_repeated(builder, four, _INTS), _BYTES)
            results += [
                builder.call(multiply, [loop.carried[token * _VECTORS + v], vectors[v], repeated])
                for v in range(_VECTORS)
            ]
        for index, total in enumerate(loop.close(results)):
            _store(builder, total, builder.add(sums, INT64(4 * LANES * index)))

    return _of_five_addresses(generate)


def _prefetch(builder: Any, piece: Any) -> None:
    """Ask for the weights that are read some steps later."""
    pointer = _INT8.as_pointer()
    prefetch = declare(
        builder, "llvm.prefetch.p0", ir.VoidType(), [pointer, _INT32, _INT32, _INT32]
    )
    for vector in range(_VECTORS):
        at = builder.add(piece, INT64(_PREFETCH_BYTES + 4 * LANES * vector))
        builder.call(prefetch, [builder.inttoptr(at, pointer), _INT32(0), _INT32(3), _INT32(1)])


def score_block(queries: int, keys: int) -> Any:
    """Make the products of ``queries`` and ``keys`` float rows: every one with every other.

    ``block(queries, query_stride, keys, key_stride, vectors, scores, score_stride)``: rows are so
    many vectors of 16 numbers; strides are in bytes; scores[query, key] float32.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        query, query_stride, key, key_stride, vectors, scores, score_stride = arguments
        total = declare(builder, f"llvm.vector.reduce.fadd.v{LANES}f32", _FLOAT, [_FLOAT, _FLOATS])
        zeros = ir.Constant(_FLOATS, [0.0] * LANES)
        loop = _Loop(builder, vectors, [zeros] * (queries * keys))
        inside = builder.mul(loop.index, INT64(4 * LANES))

        def rows(base: Any, stride: Any, count: int) -> list[Any]:
            starts = [_offset(builder, base, INT64(row), stride) for row in range(count)]
            return [_load(builder, builder.add(at, inside), _FLOATS, align=4) for at in starts]

        query_rows = rows(query, query_stride, queries)
        key_rows = rows(key, key_stride, keys)
        products = [
            builder.fadd(
                loop.carried[q * keys + k],
                builder.fmul(query_rows[q], key_rows[k], flags=_FAST),
                flags=_FAST,
            )
            for q in range(queries)
            for k in range(keys)
        ]
        sums = loop.close(products)
        for q in range(queries):
            row = _offset(builder, scores, INT64(q), score_stride)
            for k in range(keys):
                call = builder.call(total, [_FLOAT(0.0), sums[q * keys + k]], fastmath=_FAST)
                _store(builder, call, builder.add(row, INT64(4 * k)))

    return _of_seven_addresses(generate)


def mix_block(shares: int, vectors: int) -> Any:
    """Make the sum of bf16 value rows by their shares, for ``shares`` queries, added to what is there.

    ``block(shares, share_stride, values, value_stride, count, mixed, mixed_stride)``: ``count``
    value rows ``value_stride`` bytes apart, of which ``vectors`` times 16 numbers are read.
    """

    def generate(builder: Any, arguments: list[Any]) -> None:
        share, share_stride, value, value_stride, count, mixed, mixed_stride = arguments
        places = [
            builder.add(
                _offset(builder, mixed, INT64(query), mixed_stride), INT64(4 * LANES * vector)
            )
            for query in range(shares)
            for vector in range(vectors)
        ]
        loop = _Loop(builder, count, [_load(builder, at, _FLOATS, align=4) for at in places])
        row = _offset(builder, value, loop.index, value_stride)
        value_rows = [_values(builder, row, vector) for vector in range(vectors)]
        results: list[Any] = []
        for query in range(shares):
            at = _offset(builder, share, INT64(query), share_stride)
            one = _load(builder, _offset(builder, at, loop.index, INT64(4)), _FLOAT, align=4)
            weight = _repeated(builder, one, _FLOATS)
            results += [
                builder.fadd(
                    loop.carried[query * vectors + vector],
                    builder.fmul(weight, value_rows[vector], flags=_FAST),
                    flags=_FAST,
                )
                for vector in range(vectors)
            ]
        for total, at in zip(loop.close(results), places, strict=True):
            _store(builder, total, at)

    return _of_seven_addresses(generate)


def _values(builder: Any, row: Any, vector: int) -> Any:
    """Load 16 bf16 numbers as float32, whose upper half a bf16 is."""
    halves = _load(builder, builder.add(row, INT64(2 * LANES * vector)), _SHORTS, align=2)
    shift = ir.Constant(_INTS, [16] * LANES)
    return builder.bitcast(builder.shl(builder.zext(halves, _INTS), shift), _FLOATS)
