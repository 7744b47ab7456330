"""The reference model's weights, rearranged for serving: fused, scaled and reordered, not rounded.

Query, key and value projections become one weight, gate and up projections another. The attention
scale is multiplied into the queries, and rows are ordered so that rotary pairs are neighbours. Norms
are here too: they are divided by what the columns behind them are multiplied by.

All is done in numpy, so that a known model is prepared without torch. As in ``tensor_file``, uint16
is bf16.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.fused_shapes import HEAD, HEAD_PART_ROWS
from afterword.transformer.reference.model_configuration import ModelConfiguration, NormKind
from afterword.transformer.tensor_file import to_float32

Weight = NDArray[Any]
"""Numbers in float32, float16, or bf16 as uint16."""
ReadWeight = Callable[[str], Weight]
"""A function that returns a tensor by its name in the reference model, as an array."""
ColumnFactors = Mapping[str, NDArray[np.float32]]
"""What the columns of fused weights are multiplied by, (columns,) by linear name."""


def fused_weight(
    name: str,
    configuration: ModelConfiguration,
    read: ReadWeight,
    column_factors: ColumnFactors,
) -> Weight:
    """Build the fused weight called ``name`` in ``fused_shapes``, or ``HEAD``: (rows, columns).

    Args:
        name: the fused weight's name.
        configuration: the model's configuration.
        read: reads the model's weights.
        column_factors: the factors of ``column_balance``: columns are multiplied by them, and the
            layer that produces a channel is divided by its factor.
    """
    if name.startswith(HEAD):
        rows = slice(None) if name == HEAD else head_part(name)
        return head_rows(rows, configuration, read, column_factors)
    weight = _fuse(name, "weight", configuration, read, column_factors)
    return _multiplied(weight, column_factors.get(name))


def head_part(name: str) -> slice:
    """Return the rows of the head that are in its part ``name``."""
    first = int(name.removeprefix(f"{HEAD}.")) * HEAD_PART_ROWS
    return slice(first, first + HEAD_PART_ROWS)


def head_rows(
    rows: slice | NDArray[np.int64],
    configuration: ModelConfiguration,
    read: ReadWeight,
    column_factors: ColumnFactors,
) -> Weight:
    """Build the rows of the output head that predict some tokens: (rows, width)."""
    weight = read("embedding.tokens" if configuration.tied_head else "head.weight")
    return _multiplied(weight[rows], column_factors.get(HEAD))


def fused_bias(
    name: str,
    configuration: ModelConfiguration,
    read: ReadWeight,
    column_factors: ColumnFactors,
) -> Weight | None:
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
    column_factors: ColumnFactors,
) -> Weight:
    """Concatenate the rows of one fused weight or bias; both are laid out in the same way."""
    block, _, linear = name.rpartition(".")

    def rows(part: str, divided_for: str | None = None) -> Weight:
        tensor = read(f"{block}.{part}.{kind}")
        factors = column_factors.get(f"{block}.{divided_for}") if divided_for else None
        if factors is None:
            return tensor
        if divided_for == "attention_output":  # the heads of a group share one value head
            shape = (configuration.key_value_heads, configuration.group_size, -1)
            factors = factors.reshape(shape)[:, 0].reshape(-1)
        return to_float32(tensor) / (factors[:, None] if kind == "weight" else factors)

    match linear:
        case "query_key_value":
            query, key = to_float32(rows("attention.query")), to_float32(rows("attention.key"))
            if not configuration.has_query_key_norm:  # a norm would undo the scale
                query = query * np.float32(configuration.score_scale)
            if configuration.layers[int(block.rpartition(".")[2])].rotary is not None:
                query = pair_halves(query, configuration.head_width)
                key = pair_halves(key, configuration.head_width)
            value = to_float32(rows("attention.value", "attention_output"))
            return np.concatenate([query, key, value])
        case "attention_output":
            return rows("attention.output")
        case "gate_up" if configuration.is_gated:
            gate, up = rows("feed_forward.gate"), rows("feed_forward.up", "down")
            return _joined(gate, up)
        case "gate_up":
            return rows("feed_forward.up")
        case _:
            return rows("feed_forward.down")


def _joined(first: Weight, second: Weight) -> Weight:
    """Concatenate rows, in float32 only where the types differ: bf16 takes half of the memory."""
    if first.dtype != second.dtype:
        first, second = to_float32(first), to_float32(second)
    return np.concatenate([first, second])


def _multiplied(weight: Weight, factors: NDArray[np.float32] | None) -> Weight:
    return weight if factors is None else to_float32(weight) * factors


def fused_query_key_norm(
    block: str, configuration: ModelConfiguration, read: ReadWeight
) -> NDArray[np.float32] | None:
    """Build the norm weights of all query and key heads; the queries' include the attention scale.

    Returns:
        (heads + key_value_heads, head_width), or None if the family has no such norms.
    """
    if not configuration.has_query_key_norm:
        return None
    query = to_float32(read(f"{block}.attention.query_norm.weight"))
    query = query * np.float32(configuration.score_scale)
    key = to_float32(read(f"{block}.attention.key_norm.weight"))
    if configuration.is_rotary:
        query = pair_halves(query, configuration.head_width)
        key = pair_halves(key, configuration.head_width)
    return np.concatenate(
        [
            np.tile(query, (configuration.heads, 1)),
            np.tile(key, (configuration.key_value_heads, 1)),
        ]
    )


def fused_norm(
    name: str,
    configuration: ModelConfiguration,
    read: ReadWeight,
    factors: NDArray[np.float32] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """Build the weight of a norm, and its bias if it has one: (width,) each.

    Args:
        name: the norm's name in the reference model.
        configuration: the model's configuration.
        read: reads the model's weights.
        factors: (width,) the factors of the columns of the linear layer that the norm feeds.
    """
    weight = to_float32(read(f"{name}.weight"))
    is_layer = configuration.norm_kind is NormKind.LAYER
    bias = to_float32(read(f"{name}.bias")) if is_layer else None
    if factors is not None:
        weight = weight / factors
        bias = None if bias is None else bias / factors
    return weight, bias


def position_table(
    configuration: ModelConfiguration, read: ReadWeight
) -> NDArray[np.float32] | None:
    """Return the learned positions, (max_positions, width), if the family has them."""
    if not configuration.learned_positions:
        return None
    return to_float32(read("embedding.positions"))


def pair_halves(weight: NDArray[np.float32], head_width: int) -> NDArray[np.float32]:
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
    return split.swapaxes(1, 2).reshape(-1, *rest)
