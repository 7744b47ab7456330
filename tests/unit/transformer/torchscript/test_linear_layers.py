# pyright: basic
"""Linear layers and heads in torch's kernels: rounding inputs, and biases."""

import warnings

import pytest
import torch

from afterword.transformer.int8_quantisation import QuantisedRows, quantise_rows
from afterword.transformer.torchscript.kernel_features import has_grid_inputs
from afterword.transformer.torchscript.linear_layers import Int8Linear
from afterword.transformer.torchscript.vocabulary_head import VocabularyHead
from fakes.runtimes import logits_of


def draw_rows(shape: tuple[int, int]) -> QuantisedRows:
    return quantise_rows(torch.randn(shape).numpy())


def exact_weight(rows: QuantisedRows) -> torch.Tensor:
    return torch.from_numpy(rows.values * rows.scales[:, None])


@pytest.fixture(autouse=True)
def deprecation_is_known() -> None:
    warnings.filterwarnings("ignore", message=".*quantize_per_tensor")


@pytest.mark.parametrize("count", [1, 3], ids=["one-row", "rows"])
def test_adds_its_bias(count: int) -> None:
    weight, bias = torch.randn(6, 16), torch.randn(6) * 10
    rows = quantise_rows(weight.numpy())
    x = torch.randn(count, 16)
    with_bias = Int8Linear(rows, bias, reduce_range=False)(x)
    without = Int8Linear(rows, None, reduce_range=False)(x)
    torch.testing.assert_close(with_bias - without, bias.expand(count, -1), atol=1e-5, rtol=1e-5)


def test_a_large_row_does_not_coarsen_the_others() -> None:
    rows = draw_rows((32, 64))
    linear = Int8Linear(rows, None, reduce_range=False)
    small = torch.randn(1, 64)
    beside_large = linear(torch.cat([small, torch.randn(1, 64) * 1000]))[:1]
    exact = small @ exact_weight(rows).t()
    assert (beside_large - exact).abs().max() < 0.05 * exact.abs().max()


@pytest.mark.skipif(not has_grid_inputs(), reason="this processor's kernel has no such entry")
def test_the_fine_head_is_a_hundred_times_closer_for_few_positions() -> None:
    rows = draw_rows((50, 128))
    linear = Int8Linear(rows, None, reduce_range=False)
    hidden = torch.randn(2, 128)
    hidden[:, 5] = 90.0  # one huge channel, as real hidden states have
    exact = hidden @ exact_weight(rows).t()
    fine = logits_of(VocabularyHead([linear], has_grid_inputs=True), hidden)
    coarse = logits_of(VocabularyHead([linear]), hidden)
    assert (fine - exact).abs().max() * 50 < (coarse - exact).abs().max()
