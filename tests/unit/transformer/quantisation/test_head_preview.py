"""The preview of a head holds its weights, rounded to sixteen levels."""

import numpy as np

from afterword.transformer.quantisation.head_preview import (
    LEVEL_STEP,
    PREVIEWED_COLUMNS,
    ZERO_LEVEL,
    preview_of,
)
from afterword.transformer.quantisation.int8_panels import to_panels


def draw_values(rows: int, columns: int) -> np.ndarray:
    values = np.random.default_rng(rows).integers(-127, 128, (rows, columns), np.int8)
    values[0], values[1] = 127, -127
    return values


def test_levels_are_at_most_half_a_step_off_but_for_the_largest_weights() -> None:
    values = draw_values(128, 40)
    preview = preview_of(to_panels(values))
    assert preview.shape == (2, 40 // PREVIEWED_COLUMNS, 64, 4)
    levels = np.stack([preview & 15, preview >> 4], axis=2)  # (chunks, eights, 2, 64, 4)
    rows = levels.transpose(0, 3, 1, 2, 4).reshape(128, 40).astype(np.int16)
    errors = values - LEVEL_STEP * (rows - ZERO_LEVEL)
    is_cut = values > LEVEL_STEP * (15 - ZERO_LEVEL)
    assert np.abs(errors[~is_cut]).max() == LEVEL_STEP // 2
    assert errors[is_cut].max() == 127 - LEVEL_STEP * (15 - ZERO_LEVEL)


def test_padding_has_the_level_of_zero() -> None:
    preview = preview_of(to_panels(draw_values(2, 8)))
    assert (preview[0, 0, 2:] == ZERO_LEVEL * 17).all()
