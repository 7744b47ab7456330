# pyright: basic
"""Products of bytes on Arm: one instruction adds four products to each of four int32."""

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import (
    BYTES,
    INT8,
    INT32,
    LANES,
    joined,
    part,
    repeat,
)
from afterword.transformer.compiled.kernels.primitives import declare

_FOUR_INTS = ir.VectorType(INT32, 4)
_FOUR_BYTES = ir.VectorType(INT8, 16)
_SIGN_BITS = ir.Constant(BYTES, [0x80] * (4 * LANES))


class NeonDotProduct(Instructions):
    """NEON with ``sdot``, for two signed factors (Apple M1, Cortex-A76, Neoverse N1, and later)."""

    max_vectors = 6
    side = 2
    weight_offset = 0
    _instruction = "sdot"

    def weights(self, builder: Any, stored: Any) -> Any:
        """Flip the bit by which int8 + 128 and int8 differ."""
        return builder.xor(stored, _SIGN_BITS)

    def zeros(self) -> list[Any]:
        """See ``Instructions``."""
        return [ir.Constant(_FOUR_INTS, [0] * 4)] * 4

    def add(self, builder: Any, sums: Sequence[Any], weights: Any, four: Any) -> list[Any]:
        """See ``Instructions``."""
        inputs = builder.bitcast(repeat(builder, four, _FOUR_INTS), _FOUR_BYTES)
        name = f"llvm.aarch64.neon.{self._instruction}.v4i32.v16i8"
        function = declare(builder, name, _FOUR_INTS, [_FOUR_INTS, _FOUR_BYTES, _FOUR_BYTES])
        return [
            builder.call(function, [total, part(builder, weights, 16 * quarter, 16), inputs])
            for quarter, total in enumerate(sums)
        ]

    def finish(self, builder: Any, sums: Sequence[Any]) -> Any:
        """See ``Instructions``."""
        halves = (joined(builder, sums[first : first + 2]) for first in (0, 2))
        return joined(builder, list(halves))


class NeonMixedDotProduct(NeonDotProduct):
    """NEON with ``usdot``, for unsigned weights and signed inputs (Apple M2, Neoverse V1, and later)."""

    weight_offset = Instructions.weight_offset
    _instruction = "usdot"

    def weights(self, _builder: Any, stored: Any) -> Any:
        """See ``Instructions``."""
        return stored
