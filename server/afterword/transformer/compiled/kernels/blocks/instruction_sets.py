# pyright: basic
"""Instruction sets for products of bytes: one class for each, all with the same sums.

Weights are unsigned bytes, inputs signed ones. 16 rows of four columns are multiplied at a time. The
accumulators of a loop may have another layout than the sums at its end.
"""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba.core.registry import cpu_target

from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    BYTES,
    INT8,
    INT16,
    INT32,
    INTS,
    LANES,
    repeat,
)
from afterword.transformer.compiled.kernels.primitives import declare

_HALF_INTS = ir.VectorType(INT32, 8)
_HALF_BYTES = ir.VectorType(INT8, 32)
_WORDS = ir.VectorType(INT16, 16)


class Avx512Vnni:
    """AVX-512 VNNI: ``vpdpbusd`` adds four products to each of 16 int32 (Ice Lake, Zen 4, and later)."""

    max_vectors: int = 24
    """The number of accumulators, of 16 rows each, that fit into the registers."""
    side = 4
    """The rows, and columns in vectors, of a block of float products that fits into the registers."""

    def ranges(self, count: int) -> list[range]:
        """Cut the rows or columns of a block of floats into pieces that fit into the registers."""
        return [range(first, min(first + self.side, count)) for first in range(0, count, self.side)]

    def zeros(self) -> list[Any]:
        """Return the accumulators of 16 rows at zero."""
        return [ir.Constant(INTS, [0] * LANES)]

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """Add the products of (16 rows × 4 columns) weights and four inputs, packed into one int32."""
        inputs = builder.bitcast(repeat(builder, four, INTS), BYTES)
        name = "llvm.x86.avx512.vpdpbusd.512"
        function = declare(builder, name, INTS, [INTS, BYTES, BYTES])
        return [builder.call(function, [sums[0], weights, inputs])]

    def finish(self, _builder: Any, sums: Sequence[Any]) -> Any:
        """Return the sums of 16 rows, int32."""
        return sums[0]


class AvxVnni(Avx512Vnni):
    """AVX-VNNI: the same instruction for eight int32 (Alder Lake and later without AVX-512)."""

    max_vectors = 6
    side = 2

    def zeros(self) -> list[Any]:
        """See ``Avx512Vnni``."""
        return [ir.Constant(_HALF_INTS, [0] * 8)] * 2

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """See ``Avx512Vnni``."""
        inputs = builder.bitcast(repeat(builder, four, _HALF_INTS), _HALF_BYTES)
        name = "llvm.x86.avx512.vpdpbusd.256"  # LLVM chooses the shorter encoding if there is one
        function = declare(builder, name, _HALF_INTS, [_HALF_INTS, _HALF_BYTES, _HALF_BYTES])
        halves = (_part(builder, weights, half * 32, 32) for half in range(2))
        return [
            builder.call(function, [total, half, inputs])
            for total, half in zip(sums, halves, strict=True)
        ]

    def finish(self, builder: Any, sums: Sequence[Any]) -> Any:
        """See ``Avx512Vnni``."""
        return _joined(builder, list(sums))


class Avx2(Avx512Vnni):
    """AVX2: ``pmaddwd`` adds two products of 16 bits exactly, where ``pmaddubsw`` would saturate.

    Each row has two accumulators until the end.
    """

    max_vectors = 3
    side = 2

    def zeros(self) -> list[Any]:
        """See ``Avx512Vnni``."""
        return [ir.Constant(_HALF_INTS, [0] * 8)] * 4

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """See ``Avx512Vnni``."""
        columns = builder.bitcast(four, ir.VectorType(INT8, 4))
        inputs = builder.shuffle_vector(
            columns, columns, ir.Constant(INTS, [index % 4 for index in range(16)])
        )
        inputs = builder.sext(inputs, _WORDS)
        function = declare(builder, "llvm.x86.avx2.pmadd.wd", _HALF_INTS, [_WORDS, _WORDS])
        results: list[Any] = []
        for quarter, total in enumerate(sums):
            words = builder.zext(_part(builder, weights, quarter * 16, 16), _WORDS)
            results.append(builder.add(total, builder.call(function, [words, inputs])))
        return results

    def finish(self, builder: Any, sums: Sequence[Any]) -> Any:
        """See ``Avx512Vnni``."""
        pairs = _joined(
            builder, [_joined(builder, list(sums[:2])), _joined(builder, list(sums[2:]))]
        )
        even, odd = (
            builder.shuffle_vector(
                pairs, pairs, ir.Constant(INTS, [2 * index + side for index in range(16)])
            )
            for side in range(2)
        )
        return builder.add(even, odd)


Instructions = Avx512Vnni
"""The type of any of these classes: the others inherit from it."""


def best_instructions() -> Instructions:
    """Return the best instruction set of the processor that numba compiles for.

    That is this processor, unless numba's settings name another one.

    Raises:
        RuntimeError: the processor has none of them.
    """
    features = _target_features()
    if {"avx512vnni", "avx512bw"} <= features:
        return Avx512Vnni()
    if not {"avx2", "fma"} <= features:
        raise RuntimeError("numba compiles for a processor without AVX2")
    return AvxVnni() if "avxvnni" in features else Avx2()


def _target_features() -> frozenset[str]:
    """Return the names of the processor features that code may use."""
    context: Any = cpu_target.target_context
    _, _, features = context.codegen().magic_tuple()
    return frozenset(name[1:] for name in features.split(",") if name.startswith("+"))


def _part(builder: Any, vector: Any, first: int, count: int) -> Any:
    indices = ir.Constant(ir.VectorType(INT32, count), list(range(first, first + count)))
    return builder.shuffle_vector(vector, vector, indices)


def _joined(builder: Any, vectors: list[Any]) -> Any:
    first, second = vectors
    count = first.type.count + second.type.count
    indices = ir.Constant(ir.VectorType(INT32, count), list(range(count)))
    return builder.shuffle_vector(first, second, indices)
