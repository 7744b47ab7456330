# pyright: basic
"""The choice of an instruction set: the best one of the processor that numba compiles for."""

from typing import Any

from numba.core.registry import cpu_target

from afterword.transformer.compiled.kernels.blocks.arm_instructions import (
    NeonDotProduct,
    NeonMixedDotProduct,
)
from afterword.transformer.compiled.kernels.blocks.byte_products import Instructions
from afterword.transformer.compiled.kernels.blocks.x86_instructions import (
    Avx2,
    Avx512Vnni,
    AvxVnni,
)
from afterword.transformer.processor_features import features_of


def best_instructions() -> Instructions:
    """Return the best instruction set of the processor that numba compiles for.

    That is this processor, unless numba's settings name another one.

    Raises:
        RuntimeError: the processor has none of them.
    """
    context: Any = cpu_target.target_context
    features = features_of(*context.codegen().magic_tuple())
    if {"avx512vnni", "avx512bw"} <= features:
        return Avx512Vnni()
    if {"avx2", "fma"} <= features:
        return AvxVnni() if "avxvnni" in features else Avx2()
    if "i8mm" in features:
        return NeonMixedDotProduct()
    if "dotprod" in features:
        return NeonDotProduct()
    raise RuntimeError("numba compiles for a processor without AVX2 or NEON's dot product")
