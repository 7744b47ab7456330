"""What else the machine did while something was measured: figures from a busy machine are no figures."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_LOAD_BEFORE: Final = 0.5
"""Programs that wanted to run, on average over the minute before, on a machine that counts as quiet,
where nothing better is known."""
MOST_OTHER_PROCESSORS: Final = 0.1
"""Processors that other programs may use meanwhile on a machine that counts as quiet."""
_NOT_WORKED: Final = ("idle", "iowait", "guest", "guest_nice")
"""Names of the times in which a processor waits, and of those that Linux counts in others too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """How busy the machine was before, after and, with other programs than ours, meanwhile."""

    load_before: float | None
    """Programs that wanted to run, on average over the minute before; None on Windows."""
    load_after: float | None
    """The same at the end: mostly our own."""
    other_processors: float | None
    """Processors that programs of others used on average meanwhile; None where it is not known."""

    @property
    def is_quiet(self) -> bool:
        """Other programs were not in the way, as far as it is known.

        What they used meanwhile says it; the load before only stands in for that, since it also counts
        programs that ended just before.
        """
        if self.other_processors is not None:
            return self.other_processors <= MOST_OTHER_PROCESSORS
        return (self.load_before or 0.0) <= MOST_LOAD_BEFORE

    def describe(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "load_before": _rounded(self.load_before),
            "load_after": _rounded(self.load_after),
            "other_processors": _rounded(self.other_processors),
            "is_quiet": self.is_quiet,
        }


def load_sentence(described: Mapping[str, Any]) -> str:
    """Return ``LoadRecord.describe`` as a sentence, with a warning if the machine was not quiet."""
    before, after = described["load_before"], described["load_after"]
    others = described["other_processors"]
    parts = list[str]()
    if before is not None:
        parts.append(f"load average {before:.2f} before and {after:.2f} after")
    if others is not None:
        parts.append(f"other programs used {others:.2f} processors meanwhile")
    known = ", ".join(parts) or "load not known on this system"
    return known if described["is_quiet"] else f"{known}: NOT QUIET, measure again"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorTimes:
    """Seconds that have passed, and that processors have worked, up to now."""

    wall_s: float
    machine_s: float | None
    """Seconds of all processors together, whoever used them; None where it is not known."""
    ours_s: float
    """Seconds of this process and of those of its children, and theirs, that have ended."""

    @classmethod
    def now(cls) -> "ProcessorTimes":
        """Return what the system says now."""
        ours = os.times()
        ours_s = ours.user + ours.system + ours.children_user + ours.children_system
        return cls(wall_s=time.monotonic(), machine_s=_machine_s(), ours_s=ours_s)

    def others_since(self, start: "ProcessorTimes") -> float | None:
        """Return how many processors programs of others used on average; None if it is not known."""
        if self.machine_s is None or start.machine_s is None:
            return None
        others_s = (self.machine_s - start.machine_s) - (self.ours_s - start.ours_s)
        return max(0.0, others_s) / max(self.wall_s - start.wall_s, 1e-3)


class LoadWatch:
    """Watches what the machine does from its making until ``finish``."""

    def __init__(self) -> None:
        """Begin."""
        self._load_before = _load_average()
        self._started = ProcessorTimes.now()

    def finish(self) -> LoadRecord:
        """Return the record; the processes that we started must have ended, or count as others'."""
        return LoadRecord(
            load_before=self._load_before,
            load_after=_load_average(),
            other_processors=ProcessorTimes.now().others_since(self._started),
        )


def _machine_s() -> float | None:
    if os.name == "nt":  # where a process does not know what its children have used
        return None
    try:
        import psutil  # a part of the `local` extra

        times = psutil.cpu_times()._asdict()
    except (ImportError, OSError):  # no /proc
        return None
    return sum(seconds for name, seconds in times.items() if name not in _NOT_WORKED)


def _load_average() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):  # Windows
        return None


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 2)
