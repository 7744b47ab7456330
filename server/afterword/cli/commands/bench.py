"""``afterword bench``: measures the speed on this machine."""

import asyncio
import json
from argparse import Namespace

from rich.console import Console

from afterword.cli.command_service import settings_from_files
from afterword.models.model_store import ModelStore
from afterword.study.benchmarking.background.background_load import (
    SECOND_SERVER,
    BackgroundLoad,
    distinct_loops,
    loops_for,
)
from afterword.study.benchmarking.background.load_record import LoadWatch
from afterword.study.benchmarking.background.processors import usable_processors
from afterword.study.benchmarking.bench_plan import FULL, QUICK
from afterword.study.benchmarking.bench_suite import run_suite
from afterword.study.benchmarking.report.bench_lines import report_lines


def run_bench(arguments: Namespace) -> int:
    """Print the figures: one line each, or one JSON object."""
    watch = LoadWatch()  # before anything of ours runs
    settings = settings_from_files(model=arguments.model, voice=arguments.voice)
    progress = Console(stderr=True, highlight=False)
    with progress.status("preparing the model") as status:
        ModelStore().prepare(settings.inline_model)  # before any clock runs
        plan = FULL if arguments.full else QUICK
        loads = loads_of(arguments, processors=usable_processors())
        report = asyncio.run(
            run_suite(settings, plan, loads=loads, watch=watch, on_step=status.update)
        )
    described = report.describe()
    if arguments.json:
        print(json.dumps(described, ensure_ascii=False))
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for name, line in report_lines(described):
        console.print(f"{name:14} {line}", markup=False)
    return 0


def loads_of(arguments: Namespace, *, processors: int) -> list[BackgroundLoad]:
    """Return what is to run beside the measurements, in turn; ``--busy`` alone counts processors."""
    loops = distinct_loops(arguments.busy) if arguments.busy else loops_for(processors)
    return [*loops, *[SECOND_SERVER] * arguments.second_server]
