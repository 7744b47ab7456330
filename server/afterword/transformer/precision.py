# pyright: basic
"""The precision of weights that suits this processor, by the instructions that it has."""

import logging
from enum import StrEnum
from typing import Final

from afterword.errors import EngineUnavailableError
from afterword.required_packages import missing_packages, require_packages
from afterword.transformer.processor_features import has_instructions, host_features

_logger = logging.getLogger(__name__)

BROKEN_PACKAGE_ERRORS: Final = (ImportError, OSError, AttributeError)
"""What the import of a damaged package raises, or of one that another package's version doesn't fit."""


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

    Raises:
        EngineUnavailableError: the model needs torch, which is not installed.
    """
    if can_be_int8 and can_run_compiled_code():
        return Precision.INT8
    require_runtime()
    require_packages(("torch",), "The sizes of this model's layers don't fit our own code")
    # Only torch knows what its own kernels can do.
    from afterword.transformer.torchscript.kernel_features import has_bfloat16, has_int8

    if can_be_int8 and has_int8():
        return Precision.INT8
    return Precision.BFLOAT16 if has_bfloat16() else Precision.FLOAT32


def can_run_compiled_code() -> bool:
    """Return whether ``compiled`` runs here: numba can be used, and the processor has what it needs.

    That is AVX2 on x86-64, and NEON's dot product on Arm; elsewhere torch's own int8 kernels are used.
    """
    try:
        return _has_numba() and has_instructions(host_features())
    except BROKEN_PACKAGE_ERRORS:
        return False


def require_runtime() -> None:
    """Check that something can compute models on this processor: compiled code, or torch.

    Raises:
        EngineUnavailableError: compiled code can't run here, and torch is not installed.
    """
    lacks = "numba is not installed"
    if _has_numba():
        try:
            if has_instructions(host_features()):
                return
        except BROKEN_PACKAGE_ERRORS as error:
            require_torch_beside_broken_numba(error)
            return
        lacks = "the processor has neither AVX2 nor NEON's dot product"
    require_packages(("torch",), f"Our own code can't run here, since {lacks}")


def require_torch_beside_broken_numba(error: Exception) -> None:
    """Check that torch can compute models where numba is installed and can't be used; say so in the log.

    Raises:
        EngineUnavailableError: torch is not installed.
    """
    if missing_packages(("torch",)):
        raise EngineUnavailableError(
            f"Our own code can't run here, since numba can't be used ({error}).",
            next_step="Run: pip install --force-reinstall numba llvmlite",
        ) from error
    _logger.warning("numba can't be used, and torch, which serves, is slower: %s", error)


def _has_numba() -> bool:
    return not missing_packages(("numba",))
