# pyright: basic
"""Products of bytes on Arm: one instruction adds four products to each of four int32."""

from typing import Any

from llvmlite import ir

from afterword.transformer.compiled.kernels.blocks.byte_products import DotProducts
from afterword.transformer.compiled.kernels.blocks.llvm_vectors import BYTES, LANES

_SIGN_BITS = ir.Constant(BYTES, [0x80] * (4 * LANES))


class NeonDotProduct(DotProducts):
    """NEON with ``sdot``, for two signed factors (Apple M1, Cortex-A76, Neoverse N1, and later)."""

    max_vectors = 6
    side = 2
    lanes = 4
    weight_offset = 0
    instruction = "llvm.aarch64.neon.sdot.v4i32.v16i8"

    def weights(self, builder: Any, stored: Any) -> Any:
        """Flip the bit by which int8 + 128 and int8 differ."""
        return builder.xor(stored, _SIGN_BITS)


class NeonMixedDotProduct(DotProducts):
    """NEON with ``usdot``, for unsigned weights and signed inputs (Apple M2, Neoverse V1, and later)."""

    max_vectors = 6
    side = 2
    lanes = 4
    instruction = "llvm.aarch64.neon.usdot.v4i32.v16i8"
