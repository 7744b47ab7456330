# pyright: basic
"""LLVM building blocks of kernels: vectors, loops with accumulators, and memory by its address."""

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba import types

from afterword.transformer.compiled.aligned_memory import CACHE_LINE_BYTES
from afterword.transformer.compiled.kernels.primitives import INT64, declare, intrinsic

LANES = 16
"""The number of float32 or int32 numbers in a vector; LLVM splits it if the processor's are shorter."""

INT8, INT16, INT32 = ir.IntType(8), ir.IntType(16), ir.IntType(32)
HALF, FLOAT = ir.HalfType(), ir.FloatType()
BYTES = ir.VectorType(INT8, 4 * LANES)
INTS = ir.VectorType(INT32, LANES)
FLOATS = ir.VectorType(FLOAT, LANES)
_PAIRED = ir.VectorType(INT16, 2 * LANES)
_LOW_HALVES = ir.Constant(BYTES, [0x0F] * (4 * LANES))
_FOUR_BITS = ir.Constant(_PAIRED, [4] * (2 * LANES))
FAST = ("contract", "reassoc", "nsz", "arcp")
"""LLVM's fast-math flags: sums may be reordered; NaN stays NaN."""
_Body = Callable[[Any, list[Any]], None]


class Loop:
    """A loop over an int64 from 0 to ``count`` ≥ 1, with values that each pass hands to the next."""

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
        """End the body with the values for the next pass; return those of the last pass."""
        builder = self._builder
        following = builder.add(self.index, INT64(1))
        self.index.add_incoming(following, self._body)
        for phi, value in zip(self.carried, results, strict=True):
            phi.add_incoming(value, self._body)
        after = builder.append_basic_block("after")
        builder.cbranch(builder.icmp_signed("<", following, self._count), self._body, after)
        builder.position_at_end(after)
        return results


def load(builder: Any, address: Any, kind: Any, align: int) -> Any:
    """Read a value of a type at an address."""
    loaded = builder.load(builder.inttoptr(address, kind.as_pointer()))
    loaded.align = align
    return loaded


def store(builder: Any, value: Any, address: Any) -> None:
    """Write a vector or a number to an address."""
    builder.store(value, builder.inttoptr(address, value.type.as_pointer())).align = 4


def two_levels(builder: Any, pairs: Any) -> tuple[Any, Any]:
    """Return the lower and the upper halves of 64 bytes: four columns of 16 rows each."""
    shifted = builder.lshr(builder.bitcast(pairs, _PAIRED), _FOUR_BITS)
    low = builder.and_(pairs, _LOW_HALVES)
    return low, builder.and_(builder.bitcast(shifted, BYTES), _LOW_HALVES)


def offset(builder: Any, base: Any, index: Any, stride: Any) -> Any:
    """Return the address ``base`` + ``index`` × ``stride``."""
    return builder.add(base, builder.mul(index, stride))


def repeat(builder: Any, scalar: Any, kind: Any) -> Any:
    """Make a vector whose elements are all one number."""
    undefined = ir.Constant(kind, ir.Undefined)
    single = builder.insert_element(undefined, scalar, INT32(0))
    indices = ir.Constant(ir.VectorType(INT32, kind.count), [0] * kind.count)
    return builder.shuffle_vector(single, undefined, indices)


def part(builder: Any, vector: Any, first: int, count: int) -> Any:
    """Return ``count`` elements of a vector, from the ``first`` on."""
    indices = ir.Constant(ir.VectorType(INT32, count), list(range(first, first + count)))
    return builder.shuffle_vector(vector, vector, indices)


def joined(builder: Any, vectors: Sequence[Any]) -> Any:
    """Put two vectors one after the other."""
    first, second = vectors
    count = first.type.count + second.type.count
    indices = ir.Constant(ir.VectorType(INT32, count), list(range(count)))
    return builder.shuffle_vector(first, second, indices)


def of_five_addresses(generate_body: _Body) -> Any:
    """Make an intrinsic of five int64 that returns nothing."""

    @intrinsic
    def block(_context: Any, _a: Any, _b: Any, _c: Any, _d: Any, _e: Any) -> Any:
        return types.void(*[types.int64] * 5), _without_result(generate_body)

    return block


def of_seven_addresses(generate_body: _Body) -> Any:
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


def prefetch(builder: Any, piece: Any, *, ahead_bytes: int, lines: int) -> None:
    """Fetch ``lines`` cache lines, ``ahead_bytes`` after ``piece``, that are read some passes later."""
    pointer = INT8.as_pointer()
    function = declare(builder, "llvm.prefetch.p0", ir.VoidType(), [pointer, INT32, INT32, INT32])
    for line in range(lines):
        at = builder.add(piece, INT64(ahead_bytes + CACHE_LINE_BYTES * line))
        builder.call(function, [builder.inttoptr(at, pointer), INT32(0), INT32(3), INT32(1)])
