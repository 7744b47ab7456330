"""What counts as a quiet machine, and what other programs used of it."""

import sys

import psutil
import pytest

from afterword.study.benchmarking.background.busy_loops import busy_loops
from afterword.study.benchmarking.background.load_record import (
    LoadRecord,
    ProcessorTimes,
    load_sentence,
)


def record(
    *, before: float | None = 0.2, after: float | None = 2.0, others: float | None = 0.05
) -> LoadRecord:
    return LoadRecord(load_before=before, load_after=after, other_processors=others)


@pytest.mark.parametrize(
    ("load", "is_quiet"),
    [
        pytest.param(record(), True, id="quiet"),
        pytest.param(record(before=0.51, others=None), False, id="busy before"),
        pytest.param(record(before=9.0), True, id="what ended before does not count"),
        pytest.param(record(others=0.11), False, id="busy meanwhile"),
        pytest.param(record(after=9.0), True, id="our own load does not count"),
        pytest.param(record(before=None, after=None, others=None), True, id="nothing is known"),
    ],
)
def test_a_machine_is_quiet_if_others_leave_it_alone(load: LoadRecord, is_quiet: bool) -> None:
    assert load.is_quiet is is_quiet
    assert load.describe()["is_quiet"] is is_quiet
    assert ("NOT QUIET" in load_sentence(load.describe())) is not is_quiet


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    assert load_sentence(record(others=None).describe()) == (
        "load average 0.20 before and 2.00 after"
    )
    unknown = record(before=None, after=None, others=None)
    assert load_sentence(unknown.describe()) == "load not known on this system"


@pytest.mark.parametrize(
    ("machine_s", "ours_s", "others"),
    [
        pytest.param(25.0, 20.0, 0.5, id="what is not ours"),
        pytest.param(20.0, 20.0, 0.0, id="all is ours"),
        pytest.param(19.9, 20.0, 0.0, id="clocks that disagree a little"),
        pytest.param(None, 20.0, None, id="not known"),
    ],
)
def test_what_others_used_is_what_the_machine_did_without_us(
    machine_s: float | None, ours_s: float, others: float | None
) -> None:
    start = ProcessorTimes(wall_s=100.0, machine_s=1000.0, ours_s=3.0)
    end = ProcessorTimes(
        wall_s=110.0,
        machine_s=None if machine_s is None else 1000.0 + machine_s,
        ours_s=3.0 + ours_s,
    )
    assert end.others_since(start) == others


@pytest.mark.skipif(sys.platform != "linux", reason="the system says it in another way")
def test_children_that_have_ended_count_as_ours() -> None:
    start = ProcessorTimes.now()
    with busy_loops(1) as (loop,):
        while used_s(loop) < 0.2:
            pass
    end = ProcessorTimes.now()
    assert end.ours_s - start.ours_s >= 0.2
    assert end.machine_s is not None
    assert start.machine_s is not None
    assert end.machine_s - start.machine_s >= 0.2


def used_s(pid: int) -> float:
    return psutil.Process(pid).cpu_times().user
