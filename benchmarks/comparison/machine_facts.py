"""The facts that a figure depends on: the processor, the memory, the versions."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from afterword.study.benchmarking.background.processors import (
    processor_facts,
    processor_name,
    usable_processors,
)

VECTOR_FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx_vnni", "avx512_bf16", "amx_int8", "asimddp")
VERSIONS = ("torch", "transformers", "tokenizers")
GIB = 2**30


def describe_machine(llama_cpp_python: Path) -> Iterator[str]:
    """Yield one line for each fact."""
    processors = f"{usable_processors()} of {os.cpu_count()} processors"
    yield f"{processor_name()}, {processors}, {', '.join(_cpu_flags())}"
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    yield f"{pages / GIB:.0f} GiB of memory, {platform.system()} {platform.release()}"
    ours = ", ".join(f"{name} {metadata.version(name)}" for name in VERSIONS)
    yield f"Python {platform.python_version()}, {ours}"
    program = "from importlib.metadata import version; print(version('llama-cpp-python'))"
    answer = subprocess.run(  # noqa: S603  # our own program
        [str(llama_cpp_python), "-c", program], capture_output=True, check=True, text=True
    )
    yield f"llama-cpp-python {answer.stdout.strip()}, built here with `-DGGML_NATIVE=ON`"


def _cpu_flags() -> list[str]:
    flags = re.search(r"(?:flags|Features)\s*:\s*(.+)", processor_facts())
    known = set(flags[1].split()) if flags else set[str]()
    return [flag for flag in VECTOR_FLAGS if flag in known]
