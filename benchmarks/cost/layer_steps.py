# pyright: basic
"""What each step of the layers costs in a forward, on one thread.

usage: python benchmarks/cost/layer_steps.py [MODEL] [--tokens 32 64] [--before 0 256 480]

The chunks are computed in order by one thread, without tickets: what is missing to a forward's time
on several threads is waiting and sharing memory.
"""

import argparse
import time
from typing import Any

import numpy as np
from numba import njit

from afterword.models.model_store import ModelStore, compiled_code_folder
from afterword.transformer.compiled.kernels.atomics import cycles
from afterword.transformer.compiled.kernels.layers import (
    STEPS,
    can_repeat,
    compute_chunk,
    count_chunks,
    quantise_hidden,
    write_results,
)
from afterword.transformer.compiled.records import SEQUENCE
from afterword.transformer.loading.runtime_loader import load_runtime

NAMES = [
    "query_key_value",
    "rotate",
    "attend",
    "quantise",
    "output",
    "add",
    "up",
    "quantise",
    "down",
    "add",
]
ROUNDS = 7
_CAPACITY_TOKENS = 2048


@njit(nogil=True)
def run(models, layers, jobs, ends, took):
    """Compute all chunks; add each step's cycles to ``took``, (STEPS,) int64."""
    model, job = models[0], jobs[0]
    for token in range(job.count):
        norm, linear = layers[0].attention_norm, layers[0].query_key_value
        quantise_hidden(model, job, token, norm, linear, np.int64(0))
    count_chunks(model, layers[0], job.count, ends[0])
    for layer in range(model.layers):
        begin = 0
        for step in range(STEPS):
            began = cycles()
            for chunk in range(ends[0, step] - begin):
                compute_chunk(model, layers, job, layer, step, chunk, np.int64(0))
                if can_repeat(step):
                    write_results(model, layers, job, layer, step, chunk, np.int64(0))
            begin = ends[0, step]
            took[step] += cycles() - began


def main() -> None:
    """Print the milliseconds of each step in the quickest of some forwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="?", default="gemma3-270m")
    parser.add_argument("--tokens", type=int, nargs="+", default=[32, 64])
    parser.add_argument("--before", type=int, nargs="+", default=[0, 256, 480])
    arguments = parser.parse_args()
    folder = ModelStore().prepare(arguments.model).folder
    runtime = load_runtime(folder, threads=1, code_folder=compiled_code_folder())
    cache = runtime.new_cache(_CAPACITY_TOKENS)
    layers: Any = runtime._parts.layers  # noqa: SLF001 - measured without the runtime
    print("tokens before".ljust(15) + "all".rjust(7) + "".join(f"{name:>16}" for name in NAMES))
    for count in arguments.tokens:
        for before in arguments.before:
            runtime.hidden(np.arange(5, 5 + before + count), cache, 0)  # describes the job, too
            all_ms, step_ms = _quickest(layers, runtime.configuration.width, count, before)
            row = "".join(f"{each:16.2f}" for each in step_ms)
            print(f"{count:6} {before:6}".ljust(15) + f"{all_ms:7.1f}{row}", flush=True)


def _quickest(layers: Any, width: int, count: int, before: int) -> tuple[float, Any]:
    """Return the milliseconds of a forward, and those of its steps."""
    pool = layers._thread_pool  # noqa: SLF001
    models, records, jobs, ends, _ = pool._arguments  # noqa: SLF001
    output = np.empty((count, width), np.float32)
    job = pool.job
    job["kind"], job["start"], job["count"] = SEQUENCE, before, count
    job["output"], job["output_bytes"] = output.ctypes.data, output.strides[0]
    quickest = (np.inf, np.zeros(STEPS))
    for _ in range(ROUNDS):
        took = np.zeros(STEPS, np.int64)
        started_s = time.perf_counter()
        run(models, records, jobs, ends, took)
        all_ms = (time.perf_counter() - started_s) * 1e3
        if all_ms < quickest[0]:
            quickest = (all_ms, took / took.sum() * all_ms)
    return quickest


if __name__ == "__main__":
    main()
