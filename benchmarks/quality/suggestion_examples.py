"""The first suggestions at random places, good and bad, beside what was really written.

usage: python benchmarks/quality/suggestion_examples.py tests/prose [--count 10] [--seed 5]

Nothing is picked: these are the first places of a seed at which anything is shown.
"""

import argparse
import asyncio
from pathlib import Path

from afterword.cli.command_service import settings_from_files
from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.evaluating.policies.served_policy import ServedPolicy
from afterword.study.evaluating.runs.observation import ReportCase, observe
from afterword.study.evaluating.samples.cursor_samples import CursorSample, choose_places
from afterword.study.evaluating.samples.writings import read_writings
from afterword.study.training.corpora import read_corpus

BEFORE_CHARS = 48
MOST_PLACES = 200


def main() -> None:
    """Print a table, and how many places were silent on the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    writings = read_writings(read_corpus(arguments.paths), language="auto")
    places = choose_places(writings, limit=MOST_PLACES, seed=arguments.seed)
    # By kind they come in blocks; a seed of their own mixes them.
    places.sort(key=lambda place: place.char_offset * 7919 % 1009)
    shown, silent = asyncio.run(_suggest(settings_from_files(model=None), places, arguments.count))
    print("| before the cursor | shown | what was written | |")
    print("|---|---|---|---|")
    for case in shown:
        print(f"| {' | '.join(_cells(case))} |")
    print(f"\n{silent} other places on the way showed nothing.")


async def _suggest(
    settings: Settings, places: list[CursorSample], count: int
) -> tuple[list[ReportCase], int]:
    worker, shown, silent = ModelWorker(engine_builder(settings)), list[ReportCase](), 0
    try:
        worker.start()
        await worker.wait_until_ready()
        policy = ServedPolicy(worker, settings)
        for place in places:
            _, case = await observe(policy, place, thresholds=())
            silent += not case.shown
            shown += [case] if case.shown else []
            if len(shown) == count:
                break
    finally:
        worker.close()
    return shown, silent


def _cells(case: ReportCase) -> tuple[str, str, str, str]:
    found = case.found
    verdict = "right" if found.is_whole_right else "in part" if found.is_right else "wrong"
    before, truth = case.before[-BEFORE_CHARS:], case.truth[: len(case.shown) + 12]
    marks = (f"…{before}‸", case.shown, f"{truth}…", verdict)
    before, shown, truth, verdict = (" ".join(mark.split("\n")) for mark in marks)
    return before, f"**{shown}**", truth, verdict


if __name__ == "__main__":
    main()
