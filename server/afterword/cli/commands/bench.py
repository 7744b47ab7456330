"""``afterword bench``: measures the speed on this machine."""

import asyncio
import json
from argparse import Namespace

from rich.console import Console

from afterword.cli.command_service import settings_from_files
from afterword.models.model_store import ModelStore
from afterword.study.benchmarking.bench_report import report_lines
from afterword.study.benchmarking.bench_suite import FULL, QUICK, run_suite


def run_bench(arguments: Namespace) -> int:
    """Print the figures: one line each, or one JSON object."""
    settings = settings_from_files(model=arguments.model)
    progress = Console(stderr=True, highlight=False)
    with progress.status("preparing the model") as status:
        ModelStore().prepare(settings.inline_model)  # before any clock runs
        plan = FULL if arguments.full else QUICK
        report = asyncio.run(run_suite(settings, plan, loops=arguments.busy, on_step=status.update))
    described = report.describe()
    if arguments.json:
        print(json.dumps(described, ensure_ascii=False))
        return 0
    console = Console(highlight=False, soft_wrap=True)
    for name, line in report_lines(described):
        console.print(f"{name:14} {line}", markup=False)
    return 0
