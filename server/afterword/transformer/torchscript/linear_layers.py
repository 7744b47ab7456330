# pyright: basic
"""Linear layers for inference: int8 where the processor multiplies it well, else bf16 or fp32.

Both kinds map float32 rows to float32 rows and can be scripted. Weights are (out, in), as trained.
"""

from typing import Final

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.int8_quantisation import QuantisedRows


class Int8Linear(nn.Module):
    """A linear layer in int8 with int32 sums, by torch's dynamic quantisation.

    One input row is quantised over its own range. Several rows are first scaled to one range, which
    changes their outputs by 1-3 % from those of each row by itself.
    """

    reduce_range: Final[bool]

    def __init__(self, rows: QuantisedRows, bias: Tensor | None, *, reduce_range: bool) -> None:
        """Pack the weight into the layout of the processor's kernel, which takes 6 ns a weight.

        ``reduce_range`` limits inputs to 7 bits: without VNNI, pairs of products are summed in 16 bits
        (https://github.com/pytorch/FBGEMM, "saturation").
        """
        super().__init__()
        scales = torch.from_numpy(rows.scales.astype(np.float64))
        zero_points = torch.zeros(len(scales), dtype=torch.long)
        quantised = torch._make_per_channel_quantized_tensor(  # pyright: ignore[reportPrivateImportUsage] # noqa: SLF001
            torch.from_numpy(rows.values), scales, zero_points, 0
        )
        self.packed = torch.ops.quantized.linear_prepack(quantised, None)
        self.bias = None if bias is None else nn.Parameter(bias.float(), requires_grad=False)
        self.reduce_range = reduce_range

    def forward(self, x: Tensor) -> Tensor:
        """(n, in) float32 -> (n, out) float32."""
        if x.shape[0] == 1:
            product = torch.ops.quantized.linear_dynamic(x, self.packed, self.reduce_range)
            return product if self.bias is None else product + self.bias
        # The kernel uses one range for all rows, so a row of large values (above all the first
        # token's) would leave only a few steps to the others. So each row is scaled to one range.
        largest = torch.amax(torch.abs(x), dim=-1, keepdim=True).clamp(min=1e-12)
        product = torch.ops.quantized.linear_dynamic(x / largest, self.packed, self.reduce_range)
        return product * largest if self.bias is None else product * largest + self.bias

    @torch.jit.export
    def multiply_on_grid(self, x: Tensor, step: float) -> Tensor:
        """(n, in) -> (n, out) without bias; the input is rounded to multiples of ``step``.

        Args:
            x: float32, within 127 steps of zero.
            step: the distance between two int8 values.
        """
        return torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
            x, step, 128, self.packed
        )


class FloatLinear(nn.Module):
    """A linear layer that multiplies in the weight's own type."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight, requires_grad=False)
        self.bias = None if bias is None else nn.Parameter(bias.to(weight), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        """(n, in) float32 -> (n, out) float32."""
        return F.linear(x.to(self.weight.dtype), self.weight, self.bias).float()
