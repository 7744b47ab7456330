# pyright: basic
"""Rotary positions for inference: tables of complex rotations, and the multiplication by them."""

from collections.abc import Sequence

import torch
from torch import Tensor

from afterword.transformer.reference.model_configuration import ModelConfiguration, Rotary
from afterword.transformer.reference.rotary_angles import rotary_angles


def distinct_rotaries(configuration: ModelConfiguration) -> Sequence[Rotary]:
    """Return the different rotary encodings of a model's layers, in order of first use."""
    found = (layer.rotary for layer in configuration.layers)
    return list(dict.fromkeys(rotary for rotary in found if rotary is not None))


def rotation_table(rotary: Rotary, head_width: int, positions: int) -> Tensor:
    """Return cos + i sin of every rotary angle: (positions, 1, head_width / 2) complex64."""
    angles = torch.from_numpy(rotary_angles(rotary, head_width, positions))
    return torch.polar(torch.ones_like(angles), angles).unsqueeze(1)


def rotate_pairs(heads: Tensor, rotations: Tensor) -> Tensor:
    """Rotate the pairs (2i, 2i + 1) by one complex multiplication, as the paper writes it.

    This equals ``rotate_halves`` up to the order of elements, which ``pair_halves`` changes in the
    weights; a product of a query and a key does not depend on that order.

    Args:
        heads: (tokens, heads, head_width) contiguous float32.
        rotations: (tokens, 1, head_width / 2) complex64: cos + i sin of the angles.

    """
    pairs = torch.view_as_complex(heads.view(heads.shape[0], heads.shape[1], -1, 2))
    return torch.view_as_real(pairs * rotations).view(heads.shape)
