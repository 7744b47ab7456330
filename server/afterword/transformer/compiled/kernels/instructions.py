# pyright: basic
"""How a processor multiplies bytes: one class for each set of instructions, all to the same sums.

Weights are unsigned bytes, inputs signed ones. 16 rows of four columns are multiplied at a time; what
is summed up meanwhile may lie otherwise than the sums that come out at the end.
"""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir
from numba.core.registry import cpu_target

from afterword.transformer.compiled.kernels.primitives import declare
from afterword.transformer.compiled.kernels.vectors import (
    BYTES,
    INT8,
    INT16,
    INT32,
    INTS,
    LANES,
    repeat,
)

_HALF_INTS = ir.VectorType(INT32, 8)
_HALF_BYTES = ir.VectorType(INT8, 32)
_WORDS = ir.VectorType(INT16, 16)


class Avx512Vnni:
    """``vpdpbusd`` adds four products to each int32, over 16 of them (Ice Lake, Zen 4, and later)."""

    most_vectors: int = 24
    """Vectors of sums, of 16 rows each, that fit into the registers beside all else."""
    side = 4
    """Rows, and columns in vectors, of a block of float products that fits into them."""

    def ranges(self, count: int) -> list[range]:
        """Cut the side of a block of floats into pieces that fit."""
        return [range(first, min(first + self.side, count)) for first in range(0, count, self.side)]

    def zeros(self) -> list[Any]:
        """Return what is summed up, before the first product."""
        return [ir.Constant(INTS, [0] * LANES)]

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """Add (16 rows × 4 columns) weights times four inputs, an int32 that holds them."""
        inputs = builder.bitcast(repeat(builder, four, INTS), BYTES)
        name = "llvm.x86.avx512.vpdpbusd.512"
        function = declare(builder, name, INTS, [INTS, BYTES, BYTES])
        return [builder.call(function, [sums[0], weights, inputs])]

    def finish(self, _builder: Any, sums: Sequence[Any]) -> Any:
        """Return the 16 rows' sums, int32."""
        return sums[0]


class AvxVnni(Avx512Vnni):
    """The same over eight of them (Alder Lake and later without AVX-512)."""

    most_vectors = 6
    side = 2

    def zeros(self) -> list[Any]:
        """See ``Avx512Vnni``."""
        return [ir.Constant(_HALF_INTS, [0] * 8)] * 2

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """See ``Avx512Vnni``."""
        inputs = builder.bitcast(repeat(builder, four, _HALF_INTS), _HALF_BYTES)
        name = "llvm.x86.avx512.vpdpbusd.256"  # LLVM takes the shorter encoding where that is there
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
    """``pmaddwd`` adds two products of 16 bits: exact, where ``pmaddubsw`` would saturate.

    Each row then has two sums until the end.
    """

    most_vectors = 3
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
"""Any of them: the others have the same methods."""


def best_instructions() -> Instructions:
    """Return what numba compiles for: this processor, or what its settings say instead.

    Raises:
        RuntimeError: there is none of them in it.
    """
    features = _target_features()
    if {"avx512vnni", "avx512bw"} <= features:
        return Avx512Vnni()
    if not {"avx2", "fma"} <= features:
        raise RuntimeError("numba compiles for a processor without AVX2")
    return AvxVnni() if "avxvnni" in features else Avx2()


def _target_features() -> frozenset[str]:
    """Return the names of the features that code may use."""
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
