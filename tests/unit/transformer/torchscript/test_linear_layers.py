# pyright: basic
"""Rounding weights and inputs."""

import warnings

import pytest
import torch

from afterword.transformer.int8_quantisation import quantise_rows
from afterword.transformer.precision import has_grid_inputs
from afterword.transformer.torchscript.linear_layers import Int8Linear
from afterword.transformer.torchscript.vocabulary_head import VocabularyHead


@pytest.fixture(autouse=True)
def deprecation_is_known() -> None:
    warnings.filterwarnings("ignore", message=".*quantize_per_tensor")


def test_a_rounded_weight_is_within_half_a_step_of_the_weight() -> None:
    weight = torch.randn(9000, 7)  # more rows than are rounded at once
    rounded = quantise_rows(weight)
    step = weight.abs().amax(1) / 127
    error = (rounded.values * rounded.scales[:, None] - weight).abs()
    assert (error <= step[:, None] * 0.5001).all()


def test_a_row_of_zeros_stays_zero() -> None:
    assert quantise_rows(torch.zeros(1, 4)).values.tolist() == [[0, 0, 0, 0]]


@pytest.mark.parametrize("count", [1, 3], ids=["one-row", "rows"])
def test_adds_its_bias(count: int) -> None:
    weight, bias = torch.randn(6, 16), torch.randn(6) * 10
    rows = quantise_rows(weight)
    x = torch.randn(count, 16)
    with_bias = Int8Linear(rows, bias, reduce_range=False)(x)
    without = Int8Linear(rows, None, reduce_range=False)(x)
    torch.testing.assert_close(with_bias - without, bias.expand(count, -1), atol=1e-5, rtol=1e-5)


def test_a_large_row_does_not_coarsen_the_others() -> None:
    rows = quantise_rows(torch.randn(32, 64))
    linear = Int8Linear(rows, None, reduce_range=False)
    small = torch.randn(1, 64)
    beside_large = linear(torch.cat([small, torch.randn(1, 64) * 1000]))[:1]
    exact = small @ (rows.values * rows.scales[:, None]).t()
    assert (beside_large - exact).abs().max() < 0.05 * exact.abs().max()


@pytest.mark.skipif(not has_grid_inputs(), reason="this processor's kernel has no such entry")
def test_the_fine_head_is_a_hundred_times_closer_for_few_positions() -> None:
    rows = quantise_rows(torch.randn(50, 128))
    exact_weight = rows.values * rows.scales[:, None]
    linear = Int8Linear(rows, None, reduce_range=False)
    hidden = torch.randn(2, 128)
    hidden[:, 5] = 90.0  # one huge channel, as real hidden states have
    exact = hidden @ exact_weight.t()
    fine = VocabularyHead([linear], has_grid_inputs=True).logits(hidden)
    coarse = VocabularyHead([linear]).logits(hidden)
    assert (fine - exact).abs().max() * 50 < (coarse - exact).abs().max()
