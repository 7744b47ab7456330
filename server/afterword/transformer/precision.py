# pyright: basic
"""The precision of weights that suits this processor, by the instructions that it has."""

import importlib.util

import torch

from afterword.transformer.processor_features import has_instructions, host_features
from afterword.transformer.torchscript.linear_layers import Precision


def choose_precision() -> Precision:
    """Choose the precision of weights: int8 where the processor multiplies it, else bf16, else fp32."""
    if torch.backends.quantized.engine != "none":  # on Arm torch's kernels are QNNPACK's or ACL's
        return Precision.INT8
    return Precision.BFLOAT16 if has_bfloat16() else Precision.FLOAT32


def has_bfloat16() -> bool:
    """Return whether oneDNN multiplies bf16 here: with AVX-512 on x86, the BF16 extension on Arm."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - no public name


def has_grid_inputs() -> bool:
    """Return whether int8 kernels take the quantisation step of their inputs, of 8 bits, as an argument.

    Only FBGEMM's kernels do.
    """
    return torch.backends.quantized.engine in ("x86", "fbgemm") and not must_reduce_range()


def must_reduce_range() -> bool:
    """Return whether int8 inputs may use 7 bits only, because pairs of products are summed in 16 bits.

    This is so on x86 without VNNI (FBGEMM's AVX2 and first AVX-512 kernels).
    """
    if torch.backends.quantized.engine not in ("x86", "fbgemm"):
        return False
    return not torch.cpu._is_vnni_supported()  # noqa: SLF001 - no public name


def can_run_compiled_code() -> bool:
    """Return whether ``compiled`` runs here: numba is installed, and the processor has what it needs.

    That is AVX2 on x86-64, and NEON's dot product on Arm; elsewhere torch's own int8 kernels are used.
    """
    return importlib.util.find_spec("numba") is not None and has_instructions(host_features())
