# pyright: basic
"""The norms and biases of a model in float32, as compiled code takes them: balanced and fused."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from afterword.transformer.fused_shapes import HEAD, LINEARS
from afterword.transformer.fused_weights import ReadWeight, fused_query_key_norm
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.torchscript.model_builder import ModelBuilder

_CONSUMERS = {"attention_norm": "query_key_value", "feed_forward_norm": "gate_up"}
"""The linear layer that reads the output of each norm."""
_OUTPUT_NORMS = ("attention_output_norm", "feed_forward_output_norm")
"""The norms of what is added to the residual stream, in families that have them."""


def norms_and_biases(
    configuration: ModelConfiguration, read: ReadWeight, column_factors: Mapping[str, Tensor]
) -> dict[str, NDArray[np.float32]]:
    """Return all norms and biases of a model, and its learned positions.

    Returns:
        ``LAYER.weight`` and ``LAYER.bias`` of each norm, ``LAYER.bias`` of each linear layer that has
        one, (width,) or (heads, head_width); and ``position_table``, (max_positions, width).
    """
    builder = ModelBuilder(configuration=configuration, read=read, column_factors=column_factors)
    found: dict[str, Tensor | None] = {"position_table": builder.position_table()}

    def add_norm(name: str, consumer: str = "") -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = builder.norm_weights(name, consumer)

    for index in range(len(configuration.layers)):
        block = f"blocks.{index}"
        for linear in LINEARS:
            found[f"{block}.{linear}.bias"] = builder.bias(f"{block}.{linear}")
        for name, consumer in _CONSUMERS.items():
            add_norm(f"{block}.{name}", f"{block}.{consumer}")
        for name in _OUTPUT_NORMS if configuration.has_output_norms else ():
            add_norm(f"{block}.{name}")
        found[f"{block}.query_key_norm.weight"] = fused_query_key_norm(
            block, configuration, builder.read
        )
    add_norm("final_norm", HEAD)
    return {
        name: tensor.float().contiguous().numpy()
        for name, tensor in found.items()
        if tensor is not None
    }
