"""The largest scores of rows of any length."""

import numpy as np
import pytest

from afterword.engine.sampling.largest_scores import indices_of_largest


@pytest.mark.parametrize("size", [1, 64, 511, 512, 1024, 1500, 5000])
@pytest.mark.parametrize("count", [1, 64, 600])
def test_they_are_those_that_sorting_the_row_puts_first(size: int, count: int) -> None:
    for seed in range(20):
        scores = np.random.default_rng(seed).standard_normal(size).astype(np.float32)
        expected = np.argsort(-scores, kind="stable")[:count]
        assert indices_of_largest(scores, count).tolist() == expected.tolist()


def test_of_equal_scores_the_first_ones_are_taken() -> None:
    scores = np.zeros(2000, np.float32)
    scores[[700, 900, 1900]] = 1.0
    assert indices_of_largest(scores, 2).tolist() == [700, 900]
    assert indices_of_largest(scores, 5).tolist() == [700, 900, 1900, 0, 1]


def test_excluded_scores_come_last() -> None:
    scores = np.full(3000, -np.inf, np.float32)
    scores[2999] = 0.0
    assert indices_of_largest(scores, 64)[0] == 2999
