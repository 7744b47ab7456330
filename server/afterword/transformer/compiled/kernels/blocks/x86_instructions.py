# pyright: basic
"""Products of bytes on x86. Weights stay as they are stored: unsigned bytes, 128 too large."""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.byte_products import DotProducts, Instructions
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    INT8,
    INT16,
    INT32,
    INTS,
    joined,
    part,
)
from afterword.transformer.compiled.kernels.primitives import declare

_HALF_INTS = ir.VectorType(INT32, 8)
_WORDS = ir.VectorType(INT16, 16)


class Avx512Vnni(DotProducts):
    """AVX-512 VNNI: ``vpdpbusd`` for 16 int32 (Ice Lake, Zen 4, and later)."""

    max_vectors = 24
    side = 4
    lanes = 16
    instruction = "llvm.x86.avx512.vpdpbusd.512"


class AvxVnni(DotProducts):
    """AVX-VNNI: the same instruction for eight int32 (Alder Lake and later without AVX-512)."""

    max_vectors = 6
    side = 2
    lanes = 8
    # LLVM chooses the shorter encoding if there is one.
    instruction = "llvm.x86.avx512.vpdpbusd.256"


class Avx2(Instructions):
    """AVX2: ``pmaddwd`` adds two products of 16 bits exactly, where ``pmaddubsw`` would saturate.

    Each row has two accumulators until the end.
    """

    max_vectors = 3
    side = 2

    def zeros(self) -> list[Any]:
        """See ``Instructions``."""
        return [ir.Constant(_HALF_INTS, [0] * 8)] * 4

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """See ``Instructions``."""
        columns = builder.bitcast(four, ir.VectorType(INT8, 4))
        inputs = builder.shuffle_vector(
            columns, columns, ir.Constant(INTS, [index % 4 for index in range(16)])
        )
        inputs = builder.sext(inputs, _WORDS)
        function = declare(builder, "llvm.x86.avx2.pmadd.wd", _HALF_INTS, [_WORDS, _WORDS])
        results: list[Any] = []
        for quarter, total in enumerate(sums):
            words = builder.zext(part(builder, weights, quarter * 16, 16), _WORDS)
            results.append(builder.add(total, builder.call(function, [words, inputs])))
        return results

    def finish(self, builder: Any, sums: Sequence[Any]) -> Any:
        """See ``Instructions``."""
        pairs = joined(builder, [joined(builder, list(sums[:2])), joined(builder, list(sums[2:]))])
        even, odd = (
            builder.shuffle_vector(
                pairs, pairs, ir.Constant(INTS, [2 * index + side for index in range(16)])
            )
            for side in range(2)
        )
        return builder.add(even, odd)
