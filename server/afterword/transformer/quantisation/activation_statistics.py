# pyright: basic
"""Activation statistics: runs a model on some text and measures the inputs of its linear layers."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

from afterword.transformer.fused_shapes import HEAD, LINEARS, head_parts
from afterword.transformer.fused_weights import ReadWeight, fused_weight
from afterword.transformer.quantisation.column_balance import InputMeter
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import causal_mask
from afterword.transformer.torch_arrays import as_tensor
from afterword.transformer.torchscript.inference_block import InferenceBlock
from afterword.transformer.torchscript.linear_layers import FloatLinear
from afterword.transformer.torchscript.model_builder import ModelBuilder
from afterword.transformer.torchscript.rotary_tables import distinct_rotaries, rotation_table

_POSITIONS = 640
"""The number of positions that likely tokens are measured at, at most about twice as many."""
_POSITIONS_AT_ONCE = 64
"""The number of positions whose logits are in memory together: one MB each for Gemma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationStatistics:
    """The inputs that the model's linear layers got."""

    rms: Mapping[str, Tensor]
    """The root mean square of each input channel, (columns,) by fused linear name, and by ``HEAD``."""
    hidden: Tensor
    """The head's inputs, (n, width)."""


@torch.inference_mode()
def measure_inputs(
    configuration: ModelConfiguration, read: ReadWeight, token_ids: Tensor
) -> ActivationStatistics:
    """Run the model in fp32 and record each linear layer's input.

    Only one layer is in memory at a time.

    Args:
        configuration: the model's configuration.
        read: reads the model's weights.
        token_ids: (n,) a text like those that will be written, led by BOS if the model uses it; a
            few hundred tokens, at most ``max_positions``.
    """
    builder = ModelBuilder(
        configuration=configuration,
        read=read,
        make_linear=lambda name, bias: FloatLinear(
            as_tensor(fused_weight(name, configuration, read, {})).float(), bias
        ),
    )
    meter = InputMeter()
    hidden = F.embedding(token_ids, as_tensor(read("embedding.tokens"))).float()  # (n, width)
    hidden = hidden * configuration.embedding_scale
    if configuration.learned_positions:
        hidden = hidden + as_tensor(read("embedding.positions"))[: len(token_ids)].float()
    rotations = [
        rotation_table(rotary, configuration.head_width, len(token_ids))
        for rotary in distinct_rotaries(configuration)
    ]
    for index in range(len(configuration.layers)):
        names = [f"blocks.{index}.{linear}" for linear in LINEARS]
        linears = {name: builder.linear(name) for name in names}
        for name, linear in linears.items():
            linear.register_forward_pre_hook(meter.watch(name))
        hidden = _run(builder.block(index, linears), hidden, rotations, configuration)
    final_norm = builder.final_norm()
    hidden = final_norm(hidden)
    meter.watch(HEAD)(final_norm, (hidden,))
    return ActivationStatistics(rms=meter.rms, hidden=hidden)


@torch.inference_mode()
def likely_tokens(
    configuration: ModelConfiguration, read: ReadWeight, hidden: Tensor, *, count: int
) -> Tensor:
    """Return the likeliest tokens, by the mean square root of their probability.

    The root favours tokens that are likely in few places, or in texts unlike the sample: on other
    texts a fifth less probability is lost than with the plain mean.

    Args:
        configuration: the model's configuration.
        read: reads the model's weights.
        hidden: (n, width) the head's inputs on some text, of which some positions are used.
        count: the number of tokens.

    Returns:
        (count,) int64, ascending.
    """
    scores = torch.zeros(configuration.vocabulary_size)
    for few in hidden[:: max(1, len(hidden) // _POSITIONS)].split(_POSITIONS_AT_ONCE):
        parts = [
            few @ as_tensor(fused_weight(f"{HEAD}.{part}", configuration, read, {})).float().t()
            for part in range(head_parts(configuration))
        ]
        logits = torch.cat(parts, dim=1)
        del parts
        scores += torch.softmax(logits, dim=1, out=logits).sqrt_().sum(dim=0)
    return scores.topk(count).indices.sort().values


def _run(
    block: InferenceBlock,
    hidden: Tensor,
    rotations: list[Tensor],
    configuration: ModelConfiguration,
) -> Tensor:
    """Run one layer over a whole text, with a temporary cache."""
    count = len(hidden)
    keys = torch.empty(configuration.key_value_heads, count, configuration.head_width)
    seen = causal_mask(count, count, block.window)
    mask = torch.zeros(seen.shape).masked_fill_(~seen, float("-inf"))
    rotation = rotations[block.rotary_index] if rotations else torch.empty(0)
    return block(
        hidden, rotations=rotation, mask=mask, keys=keys, values=torch.empty_like(keys), start=0
    )
