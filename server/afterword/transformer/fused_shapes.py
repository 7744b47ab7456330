"""The fused weights of a model: which linear layers are one for serving, and their shapes."""

import math

from afterword.transformer.reference.model_configuration import ModelConfiguration

LINEARS = ("query_key_value", "attention_output", "gate_up", "down")
"""The linear layers of a decoder layer."""
HEAD = "head"
"""The name of the whole output head; ``head.0``, ``head.1`` and so on are its parts."""

HEAD_PART_ROWS = 32_768
"""Rows of each part of the output head: in parts, so that no step needs all of it in float32."""


def fused_shapes(configuration: ModelConfiguration) -> dict[str, tuple[int, int]]:
    """Return the shape (rows, columns) of every fused weight, in the order of use."""
    width, inner = configuration.width, configuration.feed_forward_width
    query_width = configuration.heads * configuration.head_width
    shared_width = configuration.key_value_heads * configuration.head_width
    shapes: dict[str, tuple[int, int]] = {}
    for index in range(len(configuration.layers)):
        shapes[f"blocks.{index}.query_key_value"] = (query_width + 2 * shared_width, width)
        shapes[f"blocks.{index}.attention_output"] = (width, query_width)
        shapes[f"blocks.{index}.gate_up"] = (inner * (2 if configuration.is_gated else 1), width)
        shapes[f"blocks.{index}.down"] = (width, inner)
    for part in range(head_parts(configuration)):
        rows = min(HEAD_PART_ROWS, configuration.vocabulary_size - part * HEAD_PART_ROWS)
        shapes[f"head.{part}"] = (rows, width)
    return shapes


def head_parts(configuration: ModelConfiguration) -> int:
    """Return the number of parts that the output head is kept in."""
    return math.ceil(configuration.vocabulary_size / HEAD_PART_ROWS)
