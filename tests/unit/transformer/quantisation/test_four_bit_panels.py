# pyright: basic
"""Four-bit weights in a stream are the same weights."""

import numpy as np
import pytest

from afterword.transformer.quantisation.four_bit_grids import Grids
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels, four_bit_shape
from afterword.transformer.quantisation.grid_recovery import recover_grids
from fakes.grid_weights import draw_grid_weight


@pytest.mark.parametrize("rows", [1, 63, 64, 65, 200])
def test_a_stream_goes_back_to_grids(rows: int) -> None:
    weight = draw_grid_weight(rows, 96).numpy()
    grids = recover_grids(weight)
    laid_out = FourBitPanels.of(grids)
    assert laid_out.panels.shape == four_bit_shape(rows, 96)
    assert laid_out.columns == 96
    assert np.array_equal(laid_out.grids().levels, grids.levels)
    np.testing.assert_allclose(laid_out.grids().to_float(), weight, atol=4e-4, rtol=0)


def test_takes_five_bits_a_weight() -> None:
    panels = FourBitPanels.of(recover_grids(draw_grid_weight(128, 64).numpy())).panels
    assert panels.nbytes * 8 == 5 * 128 * 64


def test_four_columns_are_lower_halves_and_the_next_four_upper_ones() -> None:
    levels = np.random.default_rng(0).integers(16, size=(64, 64), dtype=np.uint8)
    ones, zeros = np.ones((64, 2), np.float32), np.zeros((64, 2), np.float32)
    grids = Grids(levels=levels, steps=ones, lowests=zeros)
    panels = FourBitPanels.of(grids).panels
    row, first = 16 + 5, 32 + 8  # of the second strip, group, and vector
    pairs = panels[0, 1, 1, 64 + 4 * 5 : 64 + 4 * 5 + 4]
    assert (pairs & 15).tolist() == levels[row, first : first + 4].tolist()
    assert (pairs >> 4).tolist() == levels[row, first + 4 : first + 8].tolist()


@pytest.mark.parametrize("scale", [1e-12, 1e-3, 1e6])
def test_size_of_a_row_costs_no_precision(scale: float) -> None:
    weight = draw_grid_weight(64, 32).numpy()
    found = FourBitPanels.of(recover_grids(weight * scale)).grids().to_float()
    np.testing.assert_allclose(found / scale, weight, atol=4e-4, rtol=0)


def test_other_kernels_get_the_weight_in_int8() -> None:
    weight = draw_grid_weight(70, 64).numpy()
    rows = FourBitPanels.of(recover_grids(weight)).rows()
    assert rows.values.shape == (70, 64)
    found = rows.values * rows.scales[:, None]
    assert np.abs(found - weight).max() < 0.01 * np.abs(weight).max()
