# pyright: basic
"""Rotary positions."""

import math

import pytest
import torch

from afterword.transformer.reference.model_configuration import Rotary
from afterword.transformer.reference.positions import (
    pair_halves,
    rotary_angles,
    rotary_frequencies,
    rotate_halves,
    rotate_pairs,
    turn_table,
)


def test_a_product_depends_on_the_distance_only() -> None:
    query, key = torch.randn(1, 16), torch.randn(1, 16)
    angles = rotary_angles(Rotary(), 16, positions=50)

    def product(query_at: int, key_at: int) -> torch.Tensor:
        turned_query = rotate_halves(query, angles[query_at : query_at + 1])
        return (turned_query * rotate_halves(key, angles[key_at : key_at + 1])).sum()

    torch.testing.assert_close(product(9, 2), product(40, 33), atol=1e-4, rtol=1e-4)
    assert not torch.isclose(product(9, 2), product(9, 3), atol=1e-3)


def test_pairs_turn_as_halves_do() -> None:
    heads = torch.randn(5, 3, 16)  # (tokens, heads, head_width)
    angles = rotary_angles(Rotary(theta=50.0), 16, positions=5)
    halves = rotate_halves(heads.transpose(0, 1), angles).transpose(0, 1)
    paired = pair_halves(heads.permute(1, 2, 0).reshape(48, 5), 16).view(3, 16, 5).permute(2, 0, 1)
    turned = rotate_pairs(paired.contiguous(), turn_table(Rotary(theta=50.0), 16, 5))
    expected = pair_halves(halves.permute(1, 2, 0).reshape(48, 5), 16).view(3, 16, 5)
    torch.testing.assert_close(turned, expected.permute(2, 0, 1))


def test_linear_scaling_divides_every_frequency() -> None:
    plain, scaled = rotary_frequencies(Rotary(), 8), rotary_frequencies(Rotary(linear_factor=4), 8)
    torch.testing.assert_close(scaled * 4, plain)


@pytest.mark.parametrize(
    ("wavelength", "share"),
    [(1000.0, 1.0), (20_000.0, 1 / 8)],
    ids=["short-waves-are-kept", "long-waves-are-stretched"],
)
def test_llama3_scaling_stretches_long_waves_only(wavelength: float, share: float) -> None:
    # With theta = (wavelength / 2π)² the second of two pairs has this wavelength.
    theta = (wavelength / (2 * math.pi)) ** 2
    plain = rotary_frequencies(Rotary(theta=theta), 4)
    scaled = rotary_frequencies(Rotary(theta=theta, llama3_factor=8.0), 4)
    torch.testing.assert_close(scaled[1] / plain[1], torch.tensor(share))
