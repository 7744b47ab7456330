# pyright: basic
"""What the processor offers to a model. Imports torch."""

import os

import torch


def describe_processor() -> dict[str, str]:
    """Return what matters for speed: threads, instruction sets, memory; for people to read."""
    facts = {
        "threads": f"{torch.get_num_threads()} of {os.cpu_count()} processors",
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
