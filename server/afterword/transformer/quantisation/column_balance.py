# pyright: basic
"""Balances a linear layer's columns before quantisation to int8 (SmoothQuant, Xiao et al. 2023).

A few channels of a Transformer's hidden states are a hundred times larger than the rest. Quantised
with one step for all, the small ones are lost. So each input channel is divided by a factor, in the
weight that produces the channel (a norm, the value or the up projection), and the layer's column is
multiplied by it. In exact arithmetic nothing changes.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from afterword.transformer.fused_weights import ReadWeight, fused_weight
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.torch_arrays import as_tensor

_EXPONENT = 0.3
"""The share of the difference between channels, as an exponent, that moves into the weight. KL
divergence to fp32 in English and Chinese: Gemma 3 270M has 0.006-0.011 for exponents of 0.2-0.4;
SmolLM2 135M has 0.013-0.027 for 0.2-0.3, 0.028-0.048 at 0.4 and more above; from 0.65 on the weights
lose more than the inputs gain."""

_SMALLEST = 1e-5
"""The smallest root mean square that is divided by or raised to a power."""
_ROWS_AT_ONCE = 8192
"""The number of rows of a weight that are converted to float32 at a time, to save memory."""


def column_factors(
    linear_names: list[str],
    configuration: ModelConfiguration,
    read: ReadWeight,
    input_rms: Mapping[str, Tensor],
) -> dict[str, Tensor]:
    """Return the factors that the columns of fused weights are multiplied by.

    Args:
        linear_names: names of fused weights; all parts of the head are one, ``HEAD``.
        configuration: the model's configuration.
        read: reads the model's weights.
        input_rms: the root mean square of each input channel, (columns,) by linear name.

    Returns:
        (columns,) factors by linear name, for those whose input channels can be divided by them.
    """
    factors: dict[str, Tensor] = {}
    for name in linear_names:
        if name.endswith(".down") and not configuration.is_gated:
            continue  # there is a nonlinearity between the up projection and this input
        inputs = input_rms[name]
        columns = column_rms(as_tensor(fused_weight(name, configuration, read, {})))
        if name.endswith(".attention_output"):
            inputs = _share_among_group(inputs, configuration)
            columns = _share_among_group(columns, configuration)
        factor = inputs.clamp(min=_SMALLEST) ** _EXPONENT
        factor = factor / columns.clamp(min=_SMALLEST) ** (1 - _EXPONENT)
        factors[name] = factor / factor.log().mean().exp()
    return factors


def column_rms(weight: Tensor) -> Tensor:
    """Return each column's root mean square: (rows, columns) -> (columns,) float32."""
    total = torch.zeros(weight.shape[1])
    for rows in weight.split(_ROWS_AT_ONCE):
        total += rows.float().square().sum(dim=0)
    return (total / len(weight)).sqrt()


def _share_among_group(channels: Tensor, configuration: ModelConfiguration) -> Tensor:
    """Average over the query heads that share one value head: (heads * head_width,)."""
    shape = (configuration.key_value_heads, configuration.group_size, configuration.head_width)
    grouped = channels.view(shape).square().mean(dim=1, keepdim=True).sqrt()
    return grouped.expand(shape).reshape(-1)


class InputMeter:
    """Measures the root mean square of each input channel of linear layers."""

    def __init__(self) -> None:
        self.rms: dict[str, Tensor] = {}
        """The root mean square of each channel, (columns,) by the linear layer's name."""

    def watch(self, name: str) -> Callable[[torch.nn.Module, tuple[Tensor, ...]], None]:
        """Return a forward pre-hook that records the input under ``name``."""

        def record(_: torch.nn.Module, inputs: tuple[Tensor, ...]) -> None:
            # The first token is an attention sink (Xiao et al. 2024): its states are far larger
            # than all others, and would dominate the mean.
            rows = inputs[0][1:] if len(inputs[0]) > 1 else inputs[0]
            self.rms[name] = rows.square().mean(dim=0).sqrt()

        return record
