"""Busy loops run while they are wanted, and never longer."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import afterword
from afterword.study.benchmarking.background.busy_loops import busy_loops

PARENT = """
import os, signal, sys, time
from afterword.study.benchmarking.background.busy_loops import busy_loops
with busy_loops(2) as loops:
    print(*loops, flush=True)
    time.sleep(60)
"""
END_TIMEOUT_S = 30.0


def stat_of(pid: int) -> list[str]:
    """Return what Linux says of a process, from its state on; nothing if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return []
    return stat.rpartition(")")[2].split()


def is_running(pid: int) -> bool:
    return stat_of(pid)[:1] not in ([], ["Z"])


def used_s(pid: int) -> float:
    return int(stat_of(pid)[11]) / os.sysconf("SC_CLK_TCK")


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are seen in /proc")


def test_each_loop_keeps_a_processor_busy_until_the_block_is_left() -> None:
    with busy_loops(2) as loops:
        assert len(set(loops)) == 2
        deadline = time.monotonic() + END_TIMEOUT_S
        while not all(used_s(pid) > 0.05 for pid in loops):
            assert time.monotonic() < deadline
    assert not any(map(is_running, loops))


def test_none_is_none() -> None:
    with busy_loops(0) as loops:
        assert loops == ()


@pytest.mark.parametrize("raised", [ValueError, KeyboardInterrupt, SystemExit])
def test_loops_end_whatever_ends_the_measurement(raised: type[BaseException]) -> None:
    seen = list[int]()

    def measure() -> None:
        with busy_loops(2) as loops:
            seen.extend(loops)
            raise raised

    with pytest.raises(raised):
        measure()
    assert len(seen) == 2
    assert not any(map(is_running, seen))


@pytest.mark.parametrize("end", ["terminate", "kill", "interrupt"])
def test_loops_end_with_a_parent_that_is_killed(end: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(afterword.__file__).parents[1])}
    parent = subprocess.Popen(  # noqa: S603 - our own interpreter
        (sys.executable, "-c", PARENT),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert parent.stdout is not None
    loops = [int(pid) for pid in parent.stdout.readline().split()]
    assert all(map(is_running, loops))
    if end == "interrupt":
        parent.send_signal(2)
    else:
        getattr(parent, end)()
    parent.communicate()
    deadline = time.monotonic() + END_TIMEOUT_S
    while any(map(is_running, loops)):
        assert time.monotonic() < deadline
