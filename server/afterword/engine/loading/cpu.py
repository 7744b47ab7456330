"""Facts about the processor that matter to a model."""

import os
import platform

from afterword.engine.loading.usable_cores import count_usable_cores

_INSTRUCTION_SETS = ("avx2", "avxvnni", "avx512vnni", "dotprod", "i8mm")
"""The instruction sets that make a model faster, by LLVM's names."""


def default_threads() -> int:
    """Return how many threads a model gets by default: one for each fast core that it may use."""
    return count_usable_cores()


def describe_processor() -> dict[str, str]:
    """Return facts that matter for speed, for people: threads, instruction sets, memory."""
    facts = {
        "threads": f"{default_threads()} of {os.cpu_count()} processors",
        "cpu": " ".join((platform.machine(), *_instruction_sets())),
    }
    if (memory := _memory_bytes()) is not None:
        facts["memory"] = f"{memory / 1e9:.0f} GB"
    return facts


def _memory_bytes() -> int | None:
    """Return the machine's physical memory; None where the system doesn't say it, as on Windows."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _instruction_sets() -> list[str]:
    from afterword.transformer.precision import can_run_compiled_code
    from afterword.transformer.processor_features import host_features

    if not can_run_compiled_code():
        return []
    features = host_features()
    return [name for name in _INSTRUCTION_SETS if name in features]
