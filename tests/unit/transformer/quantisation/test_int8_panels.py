# pyright: basic
"""Weights in panels are the same weights."""

import pytest
import torch

from afterword.transformer.int8_quantisation import quantise_rows
from afterword.transformer.quantisation.int8_panels import (
    Int8Panels,
    from_panels,
    panel_shape,
    to_panels,
)


@pytest.mark.parametrize("rows", [1, 63, 64, 65, 200])
def test_panels_go_back_to_rows(rows: int) -> None:
    values = torch.randint(-127, 128, (rows, 12), dtype=torch.int8)
    panels = to_panels(values)
    assert panels.shape == panel_shape(rows, 12)
    assert panels.dtype == torch.uint8
    torch.testing.assert_close(from_panels(panels, rows), values)


def test_rows_that_fill_up_a_panel_are_zero() -> None:
    filled = from_panels(to_panels(torch.full((3, 4), 7, dtype=torch.int8)), 64)
    assert filled[3:].count_nonzero() == 0


def test_four_columns_of_a_row_stand_side_by_side() -> None:
    values = torch.arange(64 * 8).view(64, 8).remainder(100).to(torch.int8)
    panels = to_panels(values)
    assert (panels[0, 1, 5].int() - 128).tolist() == values[5, 4:8].tolist()


def test_some_rows_are_the_same_as_among_all() -> None:
    quantised = quantise_rows(torch.randn(150, 16))
    panels = Int8Panels.of(quantised)
    chosen = panels.select(torch.tensor([149, 0, 64]))
    torch.testing.assert_close(chosen.values, quantised.values[[149, 0, 64]])
    torch.testing.assert_close(chosen.scales, quantised.scales[[149, 0, 64]])
    torch.testing.assert_close(panels.rows().values, quantised.values)


def test_columns_that_make_no_whole_panels_are_refused() -> None:
    with pytest.raises(ValueError, match="whole panels"):
        panel_shape(64, 6)
