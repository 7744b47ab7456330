# pyright: basic
"""A previewed head has the exact head's largest logits, and nearly its other ones."""

from typing import Any

import numpy as np
import pytest

from fakes.compiled_models import WIDE_CONFIGURATIONS, compiled_runtime, needs_compiled_code
from fakes.small_models import build_model

# Not at the top, all of them: numba is missing where these tests are skipped.
# ruff: noqa: PLC0415

pytestmark = [needs_compiled_code, pytest.mark.timeout(300)]

WIDTH, PART_ROWS, PARTS = 48, 64 * 60, 2
ROWS = PARTS * PART_ROWS


@pytest.fixture(scope="module")
def heads() -> tuple[Any, Any]:
    """Return the exact head and the previewed one, of the same rows."""
    from afterword.transformer.compiled.compiled_head import CompiledHead
    from afterword.transformer.compiled.layer_builder import linear_of
    from afterword.transformer.compiled.previewed_head import PreviewedHead
    from afterword.transformer.int8_quantisation import quantise_rows
    from afterword.transformer.quantisation.int8_panels import Int8Panels

    model: Any = compiled_runtime(build_model(WIDE_CONFIGURATIONS["grouped-query"]))._parts.layers
    weight = np.random.default_rng(4).standard_normal((ROWS, WIDTH), np.float32)
    parts = [
        linear_of(Int8Panels.of(quantise_rows(some)), None) for some in np.split(weight, PARTS)
    ]
    token_ids = np.arange(ROWS) * 3
    exact = CompiledHead(model, parts, row_count=ROWS, token_ids=token_ids)
    return exact, PreviewedHead(model, parts, token_ids)


def draw_states(count: int) -> np.ndarray:
    return np.random.default_rng(count).standard_normal((count, WIDTH), np.float32)


@pytest.mark.parametrize("count", [1, 2, 8, 70])
def test_the_largest_logits_are_exact(heads: tuple[Any, Any], count: int) -> None:
    exact, previewed = (head.logits(draw_states(count)) for head in heads)
    largest = np.argsort(-exact, axis=1)[:, :5]
    assert np.array_equal(
        np.take_along_axis(previewed, largest, 1), np.take_along_axis(exact, largest, 1)
    )
    assert np.array_equal(previewed.argmax(axis=1), exact.argmax(axis=1))


def test_all_other_logits_are_near(heads: tuple[Any, Any]) -> None:
    exact, previewed = (head.logits(draw_states(8)) for head in heads)
    assert 0 < (previewed - exact).std() < 0.2 * exact.std()
    assert (previewed == exact).mean() > 0.5  # 40 of 60 chunks of each part


def test_a_state_that_is_no_number_makes_no_distribution(heads: tuple[Any, Any]) -> None:
    states = draw_states(2)
    states[1, 7] = np.nan
    logits = heads[1].logits(states)
    assert np.isfinite(logits[0]).all()
    assert not np.isfinite(logits[1]).any()


def test_says_which_tokens_it_predicts(heads: tuple[Any, Any]) -> None:
    assert heads[1].token_ids.tolist() == heads[0].token_ids.tolist()
