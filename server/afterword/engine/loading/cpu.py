"""Facts about the processor that matter to a model."""

import os

import numpy as np
import psutil


def default_threads() -> int:
    """Return how many threads a model gets by default: one for each core that this process may use."""
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    try:
        return min(cores, len(os.sched_getaffinity(0)))
    except AttributeError:  # macOS and Windows
        return cores


def describe_processor() -> dict[str, str]:
    """Return facts that matter for speed, for people: threads, instruction sets, memory."""
    facts = {
        "threads": f"{default_threads()} of {os.cpu_count()} processors",
        "cpu": _vector_instructions(),
    }
    if (memory := _memory_bytes()) is not None:
        facts["memory"] = f"{memory / 1e9:.0f} GB"
    return facts


def _vector_instructions() -> str:
    """Return numpy's name for the widest vector instructions that it uses here: ``AVX512_ICL``."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    return [*extensions["baseline"], *extensions["found"]][-1]


def _memory_bytes() -> int | None:
    """Return the machine's physical memory; None where the system doesn't say it, as on Windows."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
