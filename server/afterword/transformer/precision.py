# pyright: basic
"""The precision of weights that suits this processor, by the instructions that it has."""

import importlib.util
from enum import StrEnum

from afterword.transformer.processor_features import has_instructions, host_features


class Precision(StrEnum):
    """The element type of weights in memory."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"
    """Only on GPUs that don't multiply bf16."""
    INT8 = "int8"
    """Int8 with one scale for each output row; inputs are quantised dynamically."""

    @property
    def size_bytes(self) -> int:
        """The bytes of one weight."""
        match self:
            case Precision.FLOAT32:
                return 4
            case Precision.BFLOAT16 | Precision.FLOAT16:
                return 2
            case Precision.INT8:
                return 1


def choose_precision(*, can_be_int8: bool = True) -> Precision:
    """Choose the precision of weights: int8 where the processor multiplies it, else bf16, else fp32.

    Args:
        can_be_int8: whether int8 fits the sizes of the model's layers.
    """
    if can_be_int8 and can_run_compiled_code():
        return Precision.INT8
    # Only torch knows what its own kernels can do.
    from afterword.transformer.torchscript.kernel_features import has_bfloat16, has_int8

    if can_be_int8 and has_int8():
        return Precision.INT8
    return Precision.BFLOAT16 if has_bfloat16() else Precision.FLOAT32


def can_run_compiled_code() -> bool:
    """Return whether ``compiled`` runs here: numba is installed, and the processor has what it needs.

    That is AVX2 on x86-64, and NEON's dot product on Arm; elsewhere torch's own int8 kernels are used.
    """
    return importlib.util.find_spec("numba") is not None and has_instructions(host_features())
