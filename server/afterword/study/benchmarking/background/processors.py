"""What kind of processor a figure was taken on, and how many of them this process may use."""

import os
import platform
import re
from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")


def usable_processors() -> int:
    """Return how many processors this process may use, hardware threads included.

    A busy loop on each of them leaves none free.
    """
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


def processor_name() -> str:
    """Return the model's name as the system gives it, or at least the architecture."""
    found = re.search(r"model name\s*:\s*(.+)", processor_facts())
    return found[1].strip() if found else platform.processor() or platform.machine()


def processor_facts() -> str:
    """Return what Linux says of its processors; nothing on another system."""
    try:
        return _CPUINFO.read_text(encoding="utf-8")
    except OSError:
        return ""
