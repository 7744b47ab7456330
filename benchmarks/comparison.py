"""Afterword beside llama.cpp and transformers, in turn, in one run: the figures of the docs.

usage: python benchmarks/comparison.py [--qwen FILE.gguf] [--rounds 7] [--page docs/benchmarks.md]
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import torch
from contender import running_contender
from findings import EAGER, LLAMA, OURS, Findings, LargerModel
from llama_cpp_environment import PEERS, ROOT, llama_cpp_python
from llama_server import running_llama_server
from machine_facts import describe_machine
from markdown_tables import write_between_marks
from rounds import Readings, take_turns, type_in_turn

from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import ModelStore
from afterword.models.packaged_files import join_pieces
from afterword.models.preparation_progress import Stage, ignore_progress
from afterword.study.benchmarking.server_start import measure_start

MODEL = "gemma3-270m"
MAIN_TOKENS = 512
OTHER_TOKENS = (64, 256, 1000, 2000, 4000)
OTHER_ROUNDS = 3
LARGER_TOKENS = 256
LARGER_ROUNDS = 5
WRITE_TOKENS = 48
WORDS = 60
PYTHON = Path(sys.executable)


def main() -> None:
    """Measure, then write the page."""
    arguments = _read_arguments()
    llama_python = llama_cpp_python()
    gguf = _joined_gguf(MODEL, PEERS)
    ModelStore().prepare(MODEL)
    started_s = time.perf_counter()
    threads = torch.get_num_threads()
    options = {"model": MODEL, "threads": threads}
    _report_step("reading and writing")
    with ExitStack() as stack:
        contenders = {
            OURS: _ours(stack, MODEL, threads),
            LLAMA: _llama(stack, llama_python, gguf, threads),
            EAGER: stack.enter_context(
                running_contender(PYTHON, "transformers_engine.py", MODEL, str(threads))
            ),
        }
        plan: dict[int, tuple[int, int]] = dict.fromkeys(OTHER_TOKENS, (OTHER_ROUNDS, 0))
        plan[MAIN_TOKENS] = (arguments.rounds, 2)
        # The main length first: its warm-ups serve all others.
        order = (MAIN_TOKENS, *OTHER_TOKENS)
        taken = {
            tokens: take_turns(
                contenders,
                tokens=tokens,
                rounds=plan[tokens][0],
                warm_ups=plan[tokens][1],
                write=WRITE_TOKENS,
            )
            for tokens in order
        }
    _report_step("typing word by word")
    with running_llama_server(llama_python, gguf, threads=threads) as llama:
        ours_ms, theirs_ms = asyncio.run(type_in_turn(llama, options=options, words=WORDS))
        llama_rss_mb = llama.peak_memory_mb()
    _report_step("afterword bench --full")
    bench = _afterword_bench()
    larger = _measure_larger(arguments.qwen, llama_python, threads) if arguments.qwen else None
    findings = Findings(
        model=MODEL,
        threads=threads,
        by_tokens=dict(sorted(taken.items())),
        main_tokens=MAIN_TOKENS,
        ours_ghost_ms=ours_ms,
        theirs_ghost_ms=theirs_ms,
        llama_rss_mb=llama_rss_mb,
        bench=bench,
        larger=larger,
        commands=_commands(has_larger=larger is not None),
        machine=list(describe_machine(llama_python)),
        minutes=(time.perf_counter() - started_s) / 60,
    )
    write_between_marks(arguments.page, findings.markdown())
    print(findings.markdown())


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qwen", type=Path, help="Qwen2.5 1.5B as .gguf, compared too")
    parser.add_argument("--rounds", type=int, default=7, help="at the main prompt length")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    return parser.parse_args()


def _joined_gguf(model: str, folder: Path) -> Path:
    """Return a catalogue model's own file, joined from the installed packages and checked.

    Raises:
        ModelNotFoundError: the packages are not installed.
    """
    target = folder / f"{model}.gguf"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        stage = Stage(report=ignore_progress, message="joining", from_percent=0, to_percent=100)
        join_pieces(CATALOGUE[model], partial, stage=stage)
        partial.rename(target)
    return target


def _measure_larger(gguf: Path, llama_python: Path, threads: int) -> LargerModel:
    _report_step("preparing the larger model")
    model = str(gguf.resolve())
    ModelStore().prepare(model)
    _report_step("reading and writing with the larger model")
    with ExitStack() as stack:
        contenders = {
            OURS: _ours(stack, model, threads),
            LLAMA: _llama(stack, llama_python, gguf, threads),
        }
        readings: Readings = take_turns(
            contenders, tokens=LARGER_TOKENS, rounds=LARGER_ROUNDS, warm_ups=1, write=WRITE_TOKENS
        )
    # Last, when its weights have been rounded and stored: doing that takes memory too, once.
    start = asyncio.run(measure_start(options={"model": model, "threads": threads}))
    return LargerModel(readings=readings, peak_rss_mb=start.peak_rss_mb)


def _ours(stack: ExitStack, model: str, threads: int) -> Any:
    return stack.enter_context(
        running_contender(PYTHON, "afterword_engine.py", model, str(threads))
    )


def _llama(stack: ExitStack, python: Path, gguf: Path, threads: int) -> Any:
    arguments = (python, "llama_cpp_engine.py", str(gguf), str(threads))
    return stack.enter_context(running_contender(*arguments))


def _afterword_bench() -> dict[str, Any]:
    command = [str(PYTHON), "-W", "ignore", "-m", "afterword", "bench", "--full", "--json"]
    ended = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)  # noqa: S603
    return json.loads(ended.stdout)


def _commands(*, has_larger: bool) -> list[str]:
    options = ' BENCH_OPTIONS="--qwen FILE.gguf"' if has_larger else ""
    return [f"make bench{options}", "afterword bench --full   # ours alone"]


def _report_step(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
