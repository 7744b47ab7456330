"""What one forward costs, by how many tokens it reads and how many stand before them.

usage: python benchmarks/cost/forward_pass_cost.py [MODEL] [--threads N] [--scripted]

The runtime alone, without sampling. Weights are not in the processor's cache: the whole head is read
between any two forwards, as it is every few tokens while text is written.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from served_runtime import load_served_runtime

from afterword.engine.loading.cpu import default_threads
from afterword.transformer.loading import runtime_loader
from afterword.transformer.runtime import Runtime

TOKENS = (1, 2, 4, 8, 32, 128)
POSITIONS = (1, 256, 512, 1000)
STATES = (1, 8)
LEAST_ROUNDS = 7
_CAPACITY_TOKENS = 2048


def main() -> None:
    """Print medians in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", nargs="?", default="gemma3-270m")
    parser.add_argument("--threads", type=int, default=default_threads())
    parser.add_argument(
        "--scripted", action="store_true", help="torch's kernels, not compiled code"
    )
    arguments = parser.parse_args()
    if arguments.scripted:
        runtime_loader.can_run_compiled = lambda _: False
    runtime = load_served_runtime(arguments.model, threads=arguments.threads)
    print(f"{arguments.model}, {arguments.threads} threads; medians in ms")
    measure_layers(runtime)
    measure_heads(runtime)


def measure_layers(runtime: Runtime) -> None:
    """Print a row for each number of tokens, a column for each position."""
    cache = runtime.new_cache(_CAPACITY_TOKENS)
    token_ids = np.arange(5, 5 + POSITIONS[-1] + TOKENS[-1])
    runtime.hidden(token_ids, cache, 0)
    print("layers, behind".ljust(20) + "".join(f"{position:>9}" for position in POSITIONS))
    for count in TOKENS:
        row = [
            _median_ms(partial(runtime.hidden, token_ids[:count], cache, position), runtime)
            for position in POSITIONS
        ]
        print(f"{count:>4} tokens".ljust(20) + "".join(f"{figure:9.2f}" for figure in row))


def measure_heads(runtime: Runtime) -> None:
    """Print what predicting costs."""
    heads = {"likely head": runtime.likely_head, "whole head": runtime.head}
    for name, head in heads.items():
        for count in STATES:
            if head is not None:
                states = np.random.default_rng(0).standard_normal(
                    (count, runtime.configuration.width), np.float32
                )
                figure = _median_ms(partial(head.logits, states), runtime)
                print(f"{name}, {count} places".ljust(20) + f"{figure:9.2f}")


def _median_ms(call: Callable[[], object], runtime: Runtime) -> float:
    state = np.random.default_rng(0).standard_normal((1, runtime.configuration.width), np.float32)
    times: list[float] = []
    for _ in range(LEAST_ROUNDS):
        runtime.head.logits(state)
        started_s = time.perf_counter()
        call()
        times.append((time.perf_counter() - started_s) * 1e3)
    return statistics.median(times)


if __name__ == "__main__":
    main()
