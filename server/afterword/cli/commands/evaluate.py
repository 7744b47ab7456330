"""``afterword evaluate``: measures the quality of suggestions on texts by people."""

import asyncio
import json
import os
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from afterword.cli.command_service import settings_from_files
from afterword.cli.progress_bar import progress_bar
from afterword.cli.setting_pairs import settings_with
from afterword.engine.loading.engine_builder import engine_builder
from afterword.errors import DocumentError
from afterword.required_packages import require_local_packages
from afterword.study.evaluating.measures.reference_scores import require_score_packages
from afterword.study.evaluating.measures.threshold_fitting import fit_thresholds
from afterword.study.evaluating.report.charts import require_charts
from afterword.study.evaluating.report.figure_tables import (
    FigureTable,
    continuation_quality,
    equal_precision,
    exact_matches,
    model_likelihood,
    paired_differences,
    simulated_typing,
    single_positions,
)
from afterword.study.evaluating.report.html_page import write_page
from afterword.study.evaluating.report.result_files import read_result, write_result
from afterword.study.evaluating.report.run_summary import compare_results, summarise
from afterword.study.evaluating.runs.evaluation import (
    Baseline,
    EvaluationOutcome,
    EvaluationPlan,
    Part,
    evaluate,
)
from afterword.study.evaluating.runs.likelihood import local_scorer
from afterword.study.evaluating.runs.policy_runs import OnProgress
from afterword.study.evaluating.runs.verbatim_recall import RECALLED_WORDS, known_languages
from afterword.study.evaluating.samples.corpus_halves import Half, take_half
from afterword.study.evaluating.samples.writings import read_writings
from afterword.study.training.corpora import read_corpus

_PIPED_COLUMNS: Final = 180
"""Columns of a table that is not printed on a terminal."""


def run_evaluate(arguments: Namespace) -> int:
    """Measure on texts, or compare two results."""
    if arguments.compare:
        return _compare(*map(_path, arguments.compare))
    if arguments.thresholds:
        return _print_thresholds([*map(_path, arguments.thresholds)])
    if not arguments.paths:
        raise DocumentError(
            "There is nothing to evaluate on.",
            next_step="Give files or folders of .md, .txt and .tex, or --compare A.json B.json.",
        )
    plan = plan_of(arguments)
    _check_before_loading(arguments, plan)
    documents = take_half(read_corpus([*map(_path, arguments.paths)]), Half(arguments.half))
    writings = read_writings(documents, language=arguments.language)
    settings = settings_with(
        settings_from_files(model=arguments.model, voice=arguments.voice), arguments.set
    )
    with progress_bar() as progress:
        outcome = asyncio.run(
            evaluate(
                writings,
                settings,
                plan,
                build=engine_builder(settings),
                scorer_of=local_scorer,
                on_progress=_progress_reporter(progress),
            )
        )
        progress.add_task("adding up", total=None)
        figures = summarise(outcome.evaluation.policies)
    if arguments.json:
        write_result(_path(arguments.json), outcome.evaluation, figures)
    if arguments.report:
        write_page(_path(arguments.report), outcome, figures)
    _print_outcome(outcome, figures)
    return 0


def plan_of(arguments: Namespace) -> EvaluationPlan:
    """Return the plan that the arguments describe."""
    return EvaluationPlan(
        limit=arguments.limit,
        seed=arguments.seed,
        parts=frozenset(map(Part, arguments.only or Part)),
        baselines=tuple(dict.fromkeys(map(Baseline, arguments.baseline))),
    )


def _check_before_loading(arguments: Namespace, plan: EvaluationPlan) -> None:
    """Raise at once for what would otherwise fail after minutes."""
    require_local_packages()
    if Part.CONTINUATIONS in plan.parts:
        require_score_packages()
    if arguments.report:
        require_charts()
    for name in filter(None, (arguments.json, arguments.report)):
        folder = _path(name).absolute().parent
        if not os.access(folder, os.W_OK):
            raise DocumentError(
                f"{name} can't be written: the folder {folder} is not there, or not writable.",
                next_step="Choose another place.",
            )


def _path(name: str) -> Path:
    return Path(name).expanduser()


def _progress_reporter(progress: Progress) -> OnProgress:
    task = progress.add_task("reading", total=None)

    def on_progress(what: str, done: int, total: int) -> None:
        bound = total if total > 1 else None
        progress.update(task, description=what.capitalize(), completed=done, total=bound)

    return on_progress


def _compare(first_path: Path, second_path: Path) -> int:
    """Print the differences between the first result's own policy and the second's."""
    first, second = read_result(first_path), read_result(second_path)
    comparison = compare_results(first.policies[0], second.policies[0])
    shared = comparison["places"]["all"]["coverage"]["difference"]["count"]
    typed = comparison["typing"]["all"]["coverage"]["difference"]["count"]
    if not shared and not typed:
        raise DocumentError(
            "The two results have no place in common.",
            next_step="Evaluate both on the same texts, with the same --seed and --limit.",
        )
    console = _wide_console()
    console.print(
        f"{first_path.name} less {second_path.name}, at {shared} places, {typed} stretches"
    )
    table = paired_differences({"against": {second_path.name: comparison}})
    _print_table(console, table.without_first_column())
    return 0


def _print_thresholds(paths: Sequence[Path]) -> int:
    """Print the thresholds that fit the observations, as the model's row of the table."""
    results = [read_result(path) for path in paths]
    models = {str(result.about.get("model", "")) for result in results}
    if len(models) > 1:
        raise DocumentError(
            f"The results are of different models: {', '.join(sorted(models))}.",
            next_step="Give those of one.",
        )
    rows = fit_thresholds(seen for result in results for seen in result.policies[0].seen)
    if not rows:
        raise DocumentError(
            "There are too few places in the results to calibrate on.",
            next_step="Evaluate with a higher --limit, and not without --only positions.",
        )
    print(json.dumps({models.pop(): rows}, indent=2))
    return 0


def _print_outcome(outcome: EvaluationOutcome, figures: dict[str, Any]) -> None:
    console, about = _wide_console(), outcome.evaluation.about
    console.print(
        f"{about['model']} on {about['documents']} documents, seed {about['seed']}; "
        "in brackets the 95 % interval"
    )
    _print_recall(console, outcome.evaluation.recall)
    tables = (
        single_positions(figures),
        simulated_typing(figures),
        exact_matches(figures),
        equal_precision(figures),
        paired_differences(figures, only_totals=True),
        model_likelihood(outcome.evaluation.likelihood),
        continuation_quality(outcome.evaluation.continuations),
    )
    for table in tables:
        _print_table(console, table)


def _print_recall(console: Console, recall: dict[str, Any]) -> None:
    for language, each in recall.items():
        share = each["recalled"] / each["places"]
        console.print(
            f"{language}: continued word for word over {RECALLED_WORDS} words at "
            f"{each['recalled']} of {each['places']} places ({share:.0%})"
        )
    if known := known_languages(recall):
        console.print(
            f"Warning: the model knows these texts by heart ({', '.join(known)}), so the figures are "
            "better than on your own. Measure on texts that are rarer, or newer than the model."
        )


def _wide_console() -> Console:
    """Return a console that is as wide as the tables where there is no terminal."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _PIPED_COLUMNS)
    return console


def _print_table(console: Console, table: FigureTable) -> None:
    if not table.rows:
        return
    printed = Table(
        *table.columns, title=table.title, title_justify="left", box=None, highlight=False
    )
    for row in table.rows:
        printed.add_row(*(cell.replace(" (", "\n(") for cell in row))
    console.print(printed)
