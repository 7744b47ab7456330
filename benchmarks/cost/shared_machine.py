"""What a token costs beside other programs: 512 tokens read in chunks of 32, then 24 tokens one by one.

usage: python benchmarks/cost/shared_machine.py [--threads N] [--loops 0 1 2 4] [--other-sessions]

The runtime alone: layers, and the head of likely tokens. A system may share its time by sessions;
with --other-sessions each busy loop has one of its own.
"""

import argparse
import statistics
import time

import numpy as np
from served_runtime import load_served_runtime

from afterword.engine.loading.cpu import default_threads
from afterword.settings import Settings
from afterword.study.benchmarking.background.busy_loops import busy_loops
from afterword.transformer.runtime import Runtime

PROMPT_TOKENS, CHUNK_TOKENS, WRITTEN_TOKENS = 512, 32, 24
RUNS = 5


def main() -> None:
    """Print one line for each number of busy loops."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=default_threads())
    parser.add_argument("--loops", type=int, nargs="+", default=[0, 1, 2, 4])
    parser.add_argument("--other-sessions", action="store_true")
    arguments = parser.parse_args()
    runtime = load_served_runtime(Settings().inline_model, threads=arguments.threads)
    _measure(runtime)
    print("busy loops  prefill tokens/s  a token in ms: mean  median  longest")
    for loops in arguments.loops:
        with busy_loops(loops, in_own_sessions=arguments.other_sessions):
            runs = [_measure(runtime) for _ in range(RUNS)]
        prefill, mean, median, longest = (
            statistics.median(each) for each in zip(*runs, strict=True)
        )
        print(f"{loops:10}  {prefill:16.0f}  {mean:19.1f}  {median:6.1f}  {longest:7.1f}")


def _measure(runtime: Runtime) -> tuple[float, float, float, float]:
    """Return tokens read in a second, and the mean, median and longest milliseconds of a token."""
    cache = runtime.new_cache(PROMPT_TOKENS + WRITTEN_TOKENS)
    token_ids = np.random.default_rng(1).integers(1_000, 200_000, PROMPT_TOKENS)
    started_s = time.perf_counter()
    for start in range(0, PROMPT_TOKENS, CHUNK_TOKENS):
        runtime.hidden(token_ids[start : start + CHUNK_TOKENS], cache, start)
    prefill = PROMPT_TOKENS / (time.perf_counter() - started_s)
    took_ms = list[float]()
    for index in range(WRITTEN_TOKENS):
        started_s = time.perf_counter()
        states = runtime.hidden(token_ids[index : index + 1], cache, PROMPT_TOKENS + index)
        (runtime.likely_head or runtime.head).logits(states)
        took_ms.append((time.perf_counter() - started_s) * 1e3)
    return prefill, statistics.mean(took_ms), statistics.median(took_ms), max(took_ms)


if __name__ == "__main__":
    main()
