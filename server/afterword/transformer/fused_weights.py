# pyright: basic
"""The reference model's weights, rearranged for serving: fused, scaled and reordered, not rounded.

Query, key and value projections become one weight, gate and up projections another. The attention
scale is multiplied into the queries, and rows are ordered so that rotary pairs are neighbours.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from afterword.transformer.fused_shapes import HEAD, HEAD_PART_ROWS
from afterword.transformer.reference.model_configuration import ModelConfiguration

ReadWeight = Callable[[str], Tensor]
"""A function that returns a tensor by its name in the reference model."""


def fused_weight(
    name: str,
    configuration: ModelConfiguration,
    read: ReadWeight,
    column_factors: Mapping[str, Tensor],
    head_order: Tensor | None = None,
) -> Tensor:
    """Build the fused weight called ``name`` in ``fused_shapes``, or ``HEAD``: (rows, columns).

    Args:
        name: the fused weight's name.
        configuration: the model's configuration.
        read: reads the model's weights.
        column_factors: the factors of ``column_balance``, (columns,) by linear name: columns are
            multiplied by them, and the layer that produces a channel is divided by its factor.
        head_order: (vocabulary,) the token that each row of the head predicts; None if row i
            predicts token i.
    """
    if name.startswith(HEAD):
        weight = read("embedding.tokens" if configuration.tied_head else "head.weight")
        if name != HEAD:
            first = int(name.removeprefix("head.")) * HEAD_PART_ROWS
            part = slice(first, first + HEAD_PART_ROWS)
            weight = weight[part if head_order is None else head_order[part]]
        factors = column_factors.get(HEAD)
    else:
        weight = _fuse(name, "weight", configuration, read, column_factors)
        factors = column_factors.get(name)
    return weight if factors is None else weight.float() * factors


def fused_bias(
    name: str,
    configuration: ModelConfiguration,
    read: ReadWeight,
    column_factors: Mapping[str, Tensor],
) -> Tensor | None:
    """Build the bias of the fused weight ``name``: (rows,), or None if it has none."""
    linear = name.rpartition(".")[2]
    has_bias = {
        "query_key_value": configuration.has_query_key_value_bias,
        "attention_output": configuration.has_attention_output_bias,
        "gate_up": configuration.has_feed_forward_bias,
        "down": configuration.has_feed_forward_bias,
    }.get(linear, False)
    return _fuse(name, "bias", configuration, read, column_factors) if has_bias else None


def _fuse(
    name: str,
    kind: str,
    configuration: ModelConfiguration,
    read: ReadWeight,
    column_factors: Mapping[str, Tensor],
) -> Tensor:
    """Concatenate the rows of one fused weight or bias; both are laid out in the same way."""
    block, _, linear = name.rpartition(".")

    def rows(part: str, divided_for: str | None = None) -> Tensor:
        tensor = read(f"{block}.{part}.{kind}")
        factors = column_factors.get(f"{block}.{divided_for}") if divided_for else None
        if factors is None:
            return tensor
        if divided_for == "attention_output":  # the heads of a group share one value head
            shape = (configuration.key_value_heads, configuration.group_size, -1)
            factors = factors.view(shape)[:, 0].reshape(-1)
        return tensor.float() / (factors[:, None] if kind == "weight" else factors)

    match linear:
        case "query_key_value":
            query, key = rows("attention.query").float(), rows("attention.key").float()
            if not configuration.has_query_key_norm:  # a norm would undo the scale
                query = query * configuration.score_scale
            if configuration.layers[int(block.rpartition(".")[2])].rotary is not None:
                query = pair_halves(query, configuration.head_width)
                key = pair_halves(key, configuration.head_width)
            return torch.cat([query, key, rows("attention.value", "attention_output").float()])
        case "attention_output":
            return rows("attention.output")
        case "gate_up" if configuration.is_gated:
            return torch.cat(
                [rows("feed_forward.gate").float(), rows("feed_forward.up", "down").float()]
            )
        case "gate_up":
            return rows("feed_forward.up")
        case _:
            return rows("feed_forward.down")


def fused_query_key_norm(
    block: str, configuration: ModelConfiguration, read: ReadWeight
) -> Tensor | None:
    """Build the norm weights of all query and key heads; the queries' include the attention scale.

    Returns:
        (heads + key_value_heads, head_width), or None if the family has no such norms.
    """
    if not configuration.has_query_key_norm:
        return None
    query = read(f"{block}.attention.query_norm.weight").float() * configuration.score_scale
    key = read(f"{block}.attention.key_norm.weight").float()
    if configuration.is_rotary:
        query = pair_halves(query, configuration.head_width)
        key = pair_halves(key, configuration.head_width)
    return torch.cat(
        [
            query.expand(configuration.heads, -1),
            key.expand(configuration.key_value_heads, -1),
        ]
    )


def pair_halves(weight: Tensor, head_width: int) -> Tensor:
    """Reorder each head's rows so that the rotary pair (i, i + head_width / 2) becomes (2i, 2i + 1).

    Products of queries and keys do not change: both are reordered in the same way.

    Args:
        weight: (heads * head_width, ...), rows in the order of ``rotate_halves``.
        head_width: the number of rows of one head.

    Returns:
        The same rows in the order of ``rotate_pairs``.
    """
    rest = weight.shape[1:]
    split = weight.reshape(-1, 2, head_width // 2, *rest)
    return split.transpose(1, 2).reshape(-1, *rest)
