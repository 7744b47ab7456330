"""What runs beside a measurement: which loads, how they are called, that they run and end."""

import sys

import psutil
import pytest

from afterword.study.benchmarking.background.background_load import (
    SECOND_SERVER,
    BackgroundLoad,
    distinct_loops,
    loops_for,
    running_load,
)


@pytest.mark.parametrize(
    ("load", "name"),
    [
        (BackgroundLoad(), "nothing"),
        (BackgroundLoad(busy_loops=1), "1 busy loop"),
        (BackgroundLoad(busy_loops=4), "4 busy loops"),
        (SECOND_SERVER, "a second server"),
        (BackgroundLoad(busy_loops=2, has_second_server=True), "2 busy loops and a second server"),
    ],
)
def test_a_load_is_called_by_what_runs(load: BackgroundLoad, name: str) -> None:
    assert load.name == name


@pytest.mark.parametrize(
    ("processors", "loops"),
    [
        pytest.param(1, [1], id="half of one is none"),
        pytest.param(2, [1, 2], id="two"),
        pytest.param(5, [2, 5], id="an odd number"),
    ],
)
def test_loops_keep_half_of_the_processors_busy_then_all(processors: int, loops: list[int]) -> None:
    assert [load.busy_loops for load in loops_for(processors)] == loops


def test_the_same_number_of_loops_is_measured_once_and_none_not_at_all() -> None:
    assert [load.busy_loops for load in distinct_loops([3, 0, 1, 3])] == [3, 1]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are seen in /proc")
def test_loops_of_a_load_run_until_the_block_is_left() -> None:
    before = children()
    with running_load(BackgroundLoad(busy_loops=2), options={}):
        assert len(children() - before) == 2
    assert children() <= before


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children()}
