"""Rotary frequencies, as their papers say."""

import math

import numpy as np
import pytest

from afterword.transformer.reference.model_configuration import Rotary
from afterword.transformer.reference.rotary_angles import rotary_angles, rotary_frequencies


def test_a_pair_turns_by_its_frequency_at_each_position() -> None:
    angles = rotary_angles(Rotary(theta=100.0), 4, 3)
    np.testing.assert_allclose(angles, [[0, 0], [1, 0.1], [2, 0.2]], rtol=1e-6)
    assert angles.dtype == np.float32


def test_linear_scaling_divides_every_frequency() -> None:
    plain, scaled = rotary_frequencies(Rotary(), 8), rotary_frequencies(Rotary(linear_factor=4), 8)
    np.testing.assert_allclose(scaled * 4, plain, rtol=1e-6)


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
    np.testing.assert_allclose(scaled[1] / plain[1], share, rtol=1e-5)
