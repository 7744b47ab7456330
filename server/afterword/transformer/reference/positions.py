# pyright: basic
"""Rotary position encoding (Su et al. 2021): the angles, and two ways to turn by them."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from afterword.transformer.reference.model_configuration import ModelConfiguration, Rotary


def rotary_frequencies(rotary: Rotary, head_width: int) -> Tensor:
    """Return by how many radians each pair of elements turns per position.

    Su et al. 2021, section 3.2: theta ** (-2i / d). Context extensions change it: ``linear``
    divides all (Chen et al. 2023); ``llama3`` divides the low frequencies, keeps the high ones
    and passes smoothly between them (Llama 3.1).

    Returns:
        (head_width / 2,) float32.
    """
    exponents = torch.arange(0, head_width, 2).float() / head_width
    frequencies = 1.0 / rotary.theta**exponents / rotary.linear_factor
    if rotary.llama3_factor == 1.0:
        return frequencies
    turns = rotary.original_positions * frequencies / (2 * math.pi)
    low, high = rotary.llama3_low_frequency_factor, rotary.llama3_high_frequency_factor
    kept_share = ((turns - low) / (high - low)).clamp(0.0, 1.0)
    return frequencies * (kept_share + (1.0 - kept_share) / rotary.llama3_factor)


def rotary_angles(rotary: Rotary, head_width: int, *, positions: int) -> Tensor:
    """Return the angle of each pair at each position: (positions, head_width / 2) float32."""
    return torch.outer(torch.arange(positions).float(), rotary_frequencies(rotary, head_width))


def rotate_halves(heads: Tensor, angles: Tensor) -> Tensor:
    """Turn pairs (i, i + head_width / 2), as Hugging Face lays weights out.

    Args:
        heads: (..., tokens, head_width) queries or keys.
        angles: (tokens, head_width / 2).

    Returns:
        As ``heads``.
    """
    first, second = heads.chunk(2, dim=-1)
    cosine, sine = angles.cos(), angles.sin()
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)


def rotate_pairs(heads: Tensor, turns: Tensor) -> Tensor:
    """Turn pairs (2i, 2i + 1) by one complex multiplication, as the paper writes it.

    Equal to ``rotate_halves`` up to the order of elements, which ``pair_halves`` brings about in
    the weights; a product of a query and a key does not depend on the order.

    Args:
        heads: (tokens, heads, head_width) contiguous float32.
        turns: (tokens, 1, head_width / 2) complex64: cos + i sin of the angles.

    Returns:
        As ``heads``.
    """
    pairs = torch.view_as_complex(heads.view(heads.shape[0], heads.shape[1], -1, 2))
    return torch.view_as_real(pairs * turns).view(heads.shape)


def pair_halves(weight: Tensor, head_width: int) -> Tensor:
    """Reorder each head's rows so that (i, i + head_width / 2) stand side by side.

    Args:
        weight: (heads * head_width, ...), rows in the order of ``rotate_halves``.
        head_width: rows of one head.

    Returns:
        The same rows in the order of ``rotate_pairs``.
    """
    rest = weight.shape[1:]
    split = weight.reshape(-1, 2, head_width // 2, *rest)
    return split.transpose(1, 2).reshape(-1, *rest)


def distinct_rotaries(configuration: ModelConfiguration) -> Sequence[Rotary]:
    """Return the different rotations of a model's layers, in order of first use."""
    found = (layer.rotary for layer in configuration.layers)
    return list(dict.fromkeys(rotary for rotary in found if rotary is not None))


def turn_table(rotary: Rotary, head_width: int, positions: int) -> Tensor:
    """Return cos + i sin of every angle: (positions, 1, head_width / 2) complex64."""
    angles = rotary_angles(rotary, head_width, positions=positions)
    return torch.polar(torch.ones_like(angles), angles).unsqueeze(1)
