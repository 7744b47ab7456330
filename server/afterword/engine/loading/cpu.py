# pyright: basic
"""What the processor offers to a model. Imports torch."""

import os

import psutil
import torch


def default_threads() -> int:
    """Return how many threads a model gets unless told otherwise: one for each core that we may use.

    Not what torch says: that changes once compiled code has taken over.
    """
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    try:
        return min(cores, len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS and Windows
        return cores


def describe_processor() -> dict[str, str]:
    """Return what matters for speed: threads, instruction sets, memory; for people to read."""
    facts = {
        "threads": f"{default_threads()} of {os.cpu_count()} processors",
        "cpu": torch.backends.cpu.get_cpu_capability(),
    }
    if (memory := _memory_bytes()) is not None:
        facts["memory"] = f"{memory / 1e9:.0f} GB"
    return facts


def _memory_bytes() -> int | None:
    """Return the machine's physical memory, where the system tells (not on Windows)."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
