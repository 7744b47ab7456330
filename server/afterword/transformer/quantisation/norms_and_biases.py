"""The norms and biases of a model in float32, as compiled code takes them: balanced and fused."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.fused_shapes import HEAD, LINEARS
from afterword.transformer.fused_weights import (
    ColumnFactors,
    ReadWeight,
    fused_bias,
    fused_norm,
    fused_query_key_norm,
    position_table,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.tensor_file import to_float32

_CONSUMERS = {"attention_norm": "query_key_value", "feed_forward_norm": "gate_up"}
"""The linear layer that reads the output of each norm."""
_OUTPUT_NORMS = ("attention_output_norm", "feed_forward_output_norm")
"""The norms of what is added to the residual stream, in families that have them."""


def norms_and_biases(
    configuration: ModelConfiguration, read: ReadWeight, column_factors: ColumnFactors
) -> dict[str, NDArray[np.float32]]:
    """Return all norms and biases of a model, and its learned positions.

    Returns:
        ``LAYER.weight`` and ``LAYER.bias`` of each norm, ``LAYER.bias`` of each linear layer that has
        one, (width,) or (heads, head_width); and ``position_table``, (max_positions, width).
    """
    found: dict[str, NDArray[Any] | None] = {"position_table": position_table(configuration, read)}

    def add_norm(name: str, consumer: str = "") -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = fused_norm(
            name, configuration, read, column_factors.get(consumer)
        )

    for index in range(len(configuration.layers)):
        block = f"blocks.{index}"
        for linear in LINEARS:
            found[f"{block}.{linear}.bias"] = fused_bias(
                f"{block}.{linear}", configuration, read, column_factors
            )
        for name, consumer in _CONSUMERS.items():
            add_norm(f"{block}.{name}", f"{block}.{consumer}")
        for name in _OUTPUT_NORMS if configuration.has_output_norms else ():
            add_norm(f"{block}.{name}")
        found[f"{block}.query_key_norm.weight"] = fused_query_key_norm(block, configuration, read)
    add_norm("final_norm", HEAD)
    return {
        name: np.ascontiguousarray(to_float32(numbers))
        for name, numbers in found.items()
        if numbers is not None
    }
