"""What each part of a suggestion gains: the same places with one part switched off at a time.

usage: python benchmarks/quality/ablation.py TEXTS... [--limit 150] [--half check] [--seed 23] [--json OUT]

All variants share one loaded model, take turns at each place, and show what passes at the whole's own
thresholds.
"""

import argparse
import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from afterword.cli.command_service import settings_from_files
from afterword.cli.progress_bar import progress_bar
from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.scheduling.model_worker import ModelWorker
from afterword.settings import Settings
from afterword.study.evaluating.policies.baseline_policies import ProbePolicy
from afterword.study.evaluating.policies.policy import PolicyAnswer
from afterword.study.evaluating.policies.served_policy import ServedPolicy
from afterword.study.evaluating.report.figure_tables import shown
from afterword.study.evaluating.report.result_files import PolicyResult
from afterword.study.evaluating.report.run_summary import summarise
from afterword.study.evaluating.runs.policy_runs import run_policies
from afterword.study.evaluating.samples.corpus_halves import Half, take_half
from afterword.study.evaluating.samples.cursor_samples import choose_places
from afterword.study.evaluating.samples.writings import read_writings
from afterword.study.training.corpora import read_corpus
from afterword.writing.passage import Passage
from afterword.writing.prompt.token_healing import HealedPrompt

Replacements = dict[str, Any]
"""Replacements of parts, by their dotted names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Afterword without one part."""

    name: str
    inline: dict[str, Any] = field(default_factory=dict[str, Any])
    safety: dict[str, Any] = field(default_factory=dict[str, Any])
    replaced: Replacements = field(default_factory=Replacements)


def _unhealed(before: str) -> HealedPrompt:
    """Return the text as it stands: only a space that was typed is left to the next token."""
    prompt = before.rstrip(" ")
    return HealedPrompt(prompt=prompt, forced_prefix=" " if prompt != before else "")


def _uncut(text: str, *, before: str, **_: object) -> str:
    """Return the first line as it is, without a second space."""
    line = text.partition("\n")[0].rstrip()
    return line.lstrip(" ") if before[-1:].isspace() else line


VARIANTS: Final = (
    Variant(
        name="without healing", replaced={"afterword.writing.prompt.prompt_plan.heal": _unhealed}
    ),
    Variant(
        name="gate of probability alone",
        replaced={
            "afterword.writing.ghost_text.confidence.ShowPolicy.utility": lambda _, probability, __: (
                probability
            )
        },
    ),
    Variant(
        name="without cuts and joins",
        replaced={"afterword.writing.ghost_text.presentation.trim_ghost": _uncut},
    ),
    Variant(
        name="joins not checked",
        replaced={"afterword.writing.filters.trimmed_text.fits_right_context": lambda *_: True},
    ),
    Variant(name="without the page's words", inline={"learn_from_page": False}),
    Variant(name="128 tokens of context", inline={"context_tokens": 128}),
    Variant(name="512 tokens of context", inline={"context_tokens": 512}),
    Variant(name="safety off", safety={"level": "off"}),
)


class VariedPolicy(ServedPolicy):
    """The server's policy with parts replaced while it is asked, and not in between."""

    def __init__(self, worker: ModelWorker, settings: Settings, variant: Variant) -> None:
        """Serve with what ``variant`` changes."""
        inline = settings.inline.model_copy(update=variant.inline)
        safety = settings.safety.model_copy(update=variant.safety)
        super().__init__(worker, settings.model_copy(update={"inline": inline, "safety": safety}))
        self.name = variant.name
        self._replaced = variant.replaced

    async def offer(self, passage: Passage) -> PolicyAnswer:
        """Return what would be shown."""
        with _replacing(self._replaced):
            return await super().offer(passage)

    async def sweep(self, passage: Passage, thresholds: Sequence[float]) -> list[str]:
        """Return what would be shown at each threshold."""
        with _replacing(self._replaced):
            return await super().sweep(passage, thresholds)


@contextmanager
def _replacing(replacements: Replacements) -> Iterator[None]:
    with ExitStack() as stack:
        for name, value in replacements.items():
            stack.enter_context(patch(name, value))
        yield


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=150)
    parser.add_argument("--half", choices=list(Half), default=Half.CHECK)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--json", type=Path, help="keep the figures")
    arguments = parser.parse_args()
    settings = settings_from_files(model=None)
    documents = take_half(read_corpus(arguments.paths), Half(arguments.half))
    places = choose_places(
        read_writings(documents, language="auto"), limit=arguments.limit, seed=arguments.seed
    )
    with progress_bar() as progress:
        task = progress.add_task("loading the model", total=None)

        def on_progress(what: str, done: int, total: int) -> None:
            progress.update(task, description=what.capitalize(), completed=done, total=total)

        results = asyncio.run(_measure(settings, places, on_progress))
    figures = summarise(results)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    _print(results, figures)


async def _measure(
    settings: Settings, places: Sequence[Any], on_progress: Callable[[str, int, int], None]
) -> list[PolicyResult]:
    worker = ModelWorker(engine_builder(settings))
    try:
        worker.start()
        await worker.wait_until_ready()
        policies = [
            ServedPolicy(worker, settings),
            *(VariedPolicy(worker, settings, variant) for variant in VARIANTS),
            ProbePolicy(worker, context_tokens=settings.inline.context_tokens),
        ]
        results, _ = await run_policies(policies, places, [], on_progress=on_progress, sweeps=False)
    finally:
        worker.close()
    return results


def _print(results: Sequence[PolicyResult], figures: dict[str, Any]) -> None:
    columns = ("coverage", "whole_precision", "wrong_show_rate", "accepted_chars_per_100")
    print(f"{len(results[0].seen)} places, in brackets the 95 % interval\n")
    print("| | shown | right when shown | wrong shows | accepted of 100 | the whole less it |")
    print("|---|--:|--:|--:|--:|--:|")
    for result in results:
        found = figures["policies"][result.name]["places"]["all"]
        cells = [shown(found[name]) for name in columns]
        against = figures["against"].get(result.name)
        compared = against and against["places"]["all"]["accepted_chars_per_100"]["difference"]
        cells.append(shown(compared) if compared else "")
        print(f"| {result.name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
