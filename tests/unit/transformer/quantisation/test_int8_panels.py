"""Weights in panels are the same weights."""

import numpy as np
import pytest

from afterword.transformer.int8_quantisation import quantise_rows
from afterword.transformer.quantisation.int8_panels import (
    Int8Panels,
    from_panels,
    panel_shape,
    to_panels,
)


@pytest.mark.parametrize("rows", [1, 63, 64, 65, 200])
def test_panels_go_back_to_rows(rows: int) -> None:
    values = np.random.default_rng(rows).integers(-127, 128, (rows, 12), np.int8)
    panels = to_panels(values)
    assert panels.shape == panel_shape(rows, 12)
    assert panels.dtype == np.uint8
    assert panels.flags.c_contiguous
    assert np.array_equal(from_panels(panels, rows), values)


def test_rows_that_fill_up_a_panel_are_zero() -> None:
    filled = from_panels(to_panels(np.full((3, 4), 7, np.int8)), 64)
    assert not filled[3:].any()


def test_four_columns_of_a_row_stand_side_by_side() -> None:
    values = (np.arange(64 * 8).reshape(64, 8) % 100).astype(np.int8)
    panels = to_panels(values)
    assert (panels[0, 1, 5].astype(np.int16) - 128).tolist() == values[5, 4:8].tolist()


def test_some_rows_are_the_same_as_among_all() -> None:
    weight = np.random.default_rng(0).standard_normal((150, 16), np.float32)
    quantised = quantise_rows(weight)
    panels = Int8Panels.of(quantised)
    chosen = panels.select(np.array([149, 0, 64]))
    assert np.array_equal(chosen.values, quantised.values[[149, 0, 64]])
    assert np.array_equal(chosen.scales, quantised.scales[[149, 0, 64]])
    assert np.array_equal(panels.rows().values, quantised.values)
    assert panels.sums.tolist() == quantised.values.astype(int).sum(axis=1).tolist()


def test_columns_that_make_no_whole_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="whole panels"):
        panel_shape(64, 6)
