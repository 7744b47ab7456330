"""Rounding weights to int8."""

import numpy as np
import pytest

from afterword.transformer.int8_quantisation import quantise_rows


@pytest.mark.parametrize("shape", [(70_000, 7), (3, 200_000)], ids=["many-rows", "long-rows"])
def test_a_rounded_weight_is_within_half_a_step_of_the_weight(shape: tuple[int, int]) -> None:
    weight = np.random.default_rng(0).standard_normal(shape, np.float32)
    rounded = quantise_rows(weight)
    step = np.abs(weight).max(axis=1) / 127
    error = np.abs(rounded.values * rounded.scales[:, None] - weight)
    assert (error <= step[:, None] * 0.5001).all()
    assert np.abs(rounded.values).max(axis=1).min() == 127


def test_a_row_of_zeros_stays_zero() -> None:
    assert quantise_rows(np.zeros((1, 4), np.float32)).values.tolist() == [[0, 0, 0, 0]]


@pytest.mark.parametrize("fault", [np.nan, np.inf, -np.inf], ids=str)
def test_a_row_with_what_is_no_number_keeps_no_scale(fault: float) -> None:
    weight = np.ones((2, 4), np.float32)
    weight[1, 2] = fault
    rounded = quantise_rows(weight)
    assert np.isfinite(rounded.scales).tolist() == [True, False]
    assert rounded.values[0].tolist() == [127] * 4
