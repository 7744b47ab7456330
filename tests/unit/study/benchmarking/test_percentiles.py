"""The few figures that stand for many measurements."""

import pytest

from afterword.study.benchmarking.percentiles import describe, median_ratio, percentile


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        pytest.param(range(1, 101), 95, 95, id="95 of a hundred"),
        pytest.param(range(1, 101), 99, 99, id="99 of a hundred"),
        pytest.param([3, 1, 2], 50, 2, id="the middle of three, in any order"),
        pytest.param([4, 9], 95, 9, id="of a few, the worst"),
        pytest.param([7], 99, 7, id="of one, that one"),
        pytest.param([1, 2, 3], 0, 1, id="the best"),
    ],
)
def test_percentile_is_a_measurement_that_was_made(
    values: list[float], percent: float, expected: float
) -> None:
    assert percentile(values, percent) == expected


def test_description_states_how_many_there_were() -> None:
    assert describe([2.0, 1.004], 50, 99) == {"p50": 1.0, "p99": 2.0, "count": 2}


def test_nothing_can_be_said_of_no_measurements() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        describe([], 50)


def test_ratio_is_taken_pair_by_pair_so_that_a_slow_hour_does_not_count() -> None:
    ours = [1.0, 10.0, 1.0, 10.0, 10.0]
    theirs = [2.0, 20.0, 2.0, 20.0, 20.0]
    assert median_ratio(ours, theirs) == 0.5


def test_ratio_needs_as_many_of_each() -> None:
    with pytest.raises(ValueError, match="shorter"):
        median_ratio([1.0, 2.0], [1.0])
