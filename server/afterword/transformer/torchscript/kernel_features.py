# pyright: basic
"""What torch's own kernels can do on this processor."""

import torch


def has_int8() -> bool:
    """Return whether torch multiplies int8 here: on x86 by FBGEMM, on Arm by QNNPACK or ACL."""
    return torch.backends.quantized.engine != "none"


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
