"""How many cores may be used, by the files in which Linux says it."""

import sys
from pathlib import Path

import pytest

from afterword.engine.loading import usable_cores
from afterword.engine.loading.usable_cores import count_usable_cores

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's files")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the root folder of a machine with four processors, which this process may all use."""
    monkeypatch.setattr(usable_cores, "_processors", lambda: {0, 1, 2, 3})
    write(tmp_path, "proc/self/cgroup", "0::/user.slice/editor.scope")
    return tmp_path


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text + "\n", encoding="ascii")


def write_processors(root: Path, name: str, values: list[str]) -> None:
    for index, value in enumerate(values):
        write(root, f"sys/devices/system/cpu/cpu{index}/{name}", value)


def test_each_processor_counts_where_nothing_else_is_known(machine: Path) -> None:
    assert count_usable_cores(machine) == 4


def test_hardware_threads_of_one_core_count_once(machine: Path) -> None:
    write_processors(machine, "topology/thread_siblings_list", ["0,2", "1,3", "0,2", "1,3"])
    assert count_usable_cores(machine) == 2


def test_processors_that_may_not_be_used_do_not_count(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usable_cores, "_processors", lambda: {1, 3})
    assert count_usable_cores(machine) == 2


def test_efficiency_cores_do_not_count(machine: Path) -> None:
    write_processors(machine, "cpu_capacity", ["1024", "1009", "620", "620"])
    assert count_usable_cores(machine) == 2


@pytest.mark.parametrize(
    ("limit", "cores"),
    [("max 100000", 4), ("50000 100000", 1), ("250000 100000", 2), ("0 0", 4), ("nonsense", 4)],
    ids=["none", "half-a-processor", "two-and-a-half", "zero-period", "nonsense"],
)
def test_a_containers_quota_is_rounded_down(machine: Path, limit: str, cores: int) -> None:
    write(machine, "sys/fs/cgroup/user.slice/cpu.max", limit)
    assert count_usable_cores(machine) == cores


@pytest.mark.parametrize(("quota_us", "cores"), [("-1", 4), ("200000", 2), ("20000", 1)])
def test_version_1_control_groups_have_a_quota_too(
    machine: Path, quota_us: str, cores: int
) -> None:
    write(machine, "proc/self/cgroup", "9:name=systemd:/\n1:cpu,cpuacct:/docker/ab")
    group = "sys/fs/cgroup/cpu,cpuacct/docker/ab"
    write(machine, f"{group}/cpu.cfs_quota_us", quota_us)
    write(machine, f"{group}/cpu.cfs_period_us", "100000")
    assert count_usable_cores(machine) == cores


def test_this_machine_has_at_least_one() -> None:
    assert count_usable_cores() >= 1
