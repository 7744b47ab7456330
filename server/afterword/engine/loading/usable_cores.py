"""How many processor cores this process may use, which may be fewer than the machine has.

Threads beyond that number would wait for each other. Linux says all of it in files; elsewhere less is
known. Knows nothing of models.
"""

import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_SLOW_CORE_SHARE: Final = 0.75
"""The share of the fastest core's capacity below which a core counts as an efficiency core. One
finishes its part late, and all others wait."""
_GROUP_FOLDERS: Final = ("", "unified", "cpu", "cpu,cpuacct")
"""The folders in ``/sys/fs/cgroup`` where versions 1 and 2 of control groups may be mounted."""


def count_usable_cores(root: Path = Path("/")) -> int:
    """Return the number of fast cores that this process may use, at least 1.

    Hardware threads of one core count once, efficiency cores not at all, and a quota of processor
    time (of a container) is rounded down.

    Args:
        root: the folder that holds ``proc`` and ``sys``, for tests.
    """
    cores = _fast_cores(_processors(), root) if sys.platform == "linux" else _known_cores()
    return max(1, min(cores, int(_quota(root))))


def _processors() -> set[int]:
    return os.sched_getaffinity(0)


def _fast_cores(processors: set[int], root: Path) -> int:
    """Return how many fast cores these processors belong to."""
    folder = root / "sys/devices/system/cpu"
    capacities = {
        processor: _number(folder / f"cpu{processor}" / "cpu_capacity") for processor in processors
    }
    largest = max((capacity or 0.0 for capacity in capacities.values()), default=0.0)
    fast = [
        processor
        for processor, capacity in capacities.items()
        if capacity is None or capacity >= _SLOW_CORE_SHARE * largest
    ]
    siblings = (
        _text(folder / f"cpu{processor}" / "topology/thread_siblings_list") or str(processor)
        for processor in fast
    )
    return len(set(siblings))


def _known_cores() -> int:
    """Return the number of cores of systems that don't say it in files: all but efficiency cores."""
    import psutil

    if sys.platform == "darwin" and (fast := _fast_apple_cores()):
        return fast
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    process = psutil.Process()
    return min(cores, len(process.cpu_affinity())) if hasattr(process, "cpu_affinity") else cores


def _fast_apple_cores() -> int:
    """Return the number of performance cores of an Apple processor; 0 if it doesn't say."""
    number, size = ctypes.c_int32(), ctypes.c_size_t(4)
    failed = ctypes.CDLL(None).sysctlbyname(
        b"hw.perflevel0.physicalcpu", ctypes.byref(number), ctypes.byref(size), None, 0
    )
    return 0 if failed else number.value


def _quota(root: Path) -> float:
    """Return how many processors' time this process's control groups allow it."""
    return min(_quotas(root), default=float(2**31))


def _quotas(root: Path) -> Iterator[float]:
    for line in (_text(root / "proc/self/cgroup") or "").splitlines():
        path = Path(line.split(":", 2)[-1].lstrip("/"))
        for mount in _GROUP_FOLDERS:
            for group in (path, *path.parents):
                yield from _quotas_of(root / "sys/fs/cgroup" / mount / group)


def _quotas_of(folder: Path) -> Iterator[float]:
    """Yield the quota of one control group, if it has one: version 2, then version 1."""
    limit, _, period = (_text(folder / "cpu.max") or "max").partition(" ")
    if limit.isdecimal() and period.isdecimal() and int(period):
        yield int(limit) / int(period)
    quota_us, period_us = (_number(folder / f"cpu.cfs_{name}_us") for name in ("quota", "period"))
    if quota_us and period_us and quota_us > 0:
        yield quota_us / period_us


def _number(path: Path) -> float | None:
    try:
        return float(_text(path) or "")
    except ValueError:
        return None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None
