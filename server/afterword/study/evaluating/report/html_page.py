"""The HTML report: one self-contained page with figures, charts, and example cases.

No other module writes text of the documents to disk; this one does, into the requested file.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from afterword.study.evaluating.report import charts
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
from afterword.study.evaluating.report.result_files import write_text_file
from afterword.study.evaluating.runs.continuations import ContinuedParagraph
from afterword.study.evaluating.runs.evaluation import EvaluationOutcome
from afterword.study.evaluating.runs.observation import ReportCase

_CASES: Final = 12
"""The largest number of cases in each list."""
_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 15px/1.55 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; } .scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: .25rem .7rem; text-align: right; border-bottom: 1px solid #8884; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; } td { white-space: nowrap; }
figure { margin: 1rem 0; background: #fff; padding: .5rem; border-radius: 6px; overflow-x: auto; }
.case { padding: .5rem .8rem; border-left: 4px solid #8886; margin: .6rem 0; white-space: pre-wrap; }
.right { background: #2e8b5740; } .wrong { background: #c0392b40; } .note { opacity: .65; }
"""


def write_page(path: Path, outcome: EvaluationOutcome, figures: dict[str, Any]) -> None:
    """Write the report of a run.

    Raises:
        DocumentError: the file can't be written.
    """
    write_text_file(path, _page(outcome, figures))


def _page(outcome: EvaluationOutcome, figures: dict[str, Any]) -> str:
    evaluation = outcome.evaluation
    about = evaluation.about
    parts = [
        f"<h1>{escape(about['model'])} on {about['documents']} documents</h1>",
        f"<p class=note>Seed {about['seed']}; in brackets the 95 % interval. This page holds "
        "excerpts of the texts it was made from.</p>",
        _table(single_positions(figures)),
        _plot("Precision against coverage over the threshold; a ring marks what is served",
              charts.draw_curves(figures)),
        _table(simulated_typing(figures)),
        _plot("Latency of the answers that the model wrote", charts.draw_latency(evaluation.policies)),
        _plot("Savings by position in the sentence", charts.draw_savings_in_sentence(figures)),
        _plot("Net savings by language", charts.draw_savings_by_language(figures)),
        _table(exact_matches(figures)),
        _table(equal_precision(figures)),
        _table(paired_differences(figures)),
        _table(model_likelihood(evaluation.likelihood)),
        _table(continuation_quality(evaluation.continuations)),
        _cases("Best: the longest that was right", best_cases(outcome.cases)),
        _cases("Worst: the surest that was wrong", worst_cases(outcome.cases)),
        _continued(outcome.continued),
    ]  # fmt: skip
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>Afterword, evaluated</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )


def best_cases(cases: Sequence[ReportCase]) -> list[ReportCase]:
    """Return the cases with the most right characters, best first."""
    right = [case for case in cases if case.found.is_right]
    ranked = sorted(right, key=lambda case: (-case.found.right_chars, case.before))
    return ranked[:_CASES]


def worst_cases(cases: Sequence[ReportCase]) -> list[ReportCase]:
    """Return the wrong cases with the highest confidence, worst first."""
    wrong = [case for case in cases if case.found.is_shown and not case.found.is_right]
    return sorted(wrong, key=lambda case: (-case.confidence, case.before))[:_CASES]


def _table(table: FigureTable) -> str:
    if not table.rows:
        return ""
    head = "".join(f"<th>{escape(column)}</th>" for column in table.columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table.rows
    )
    return (
        f"<h2>{escape(table.title)}</h2><div class=scroll><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _plot(title: str, svg: str) -> str:
    return f"<h2>{escape(title)}</h2><figure>{svg}</figure>" if svg else ""


def _cases(title: str, cases: Sequence[ReportCase]) -> str:
    if not cases:
        return ""
    return f"<h2>{escape(title)}</h2>" + "".join(map(_case, cases))


def _case(case: ReportCase) -> str:
    kind = "right" if case.found.is_right else "wrong"
    right, wrong = case.shown[: case.found.right_chars], case.shown[case.found.right_chars :]
    after = f" … {escape(case.after)}" if case.after else ""
    return (
        f'<div class="case"><span class=note>{case.kind.replace("_", " ")}, '
        f"{case.confidence:.2f}, {kind}</span>\n{escape(case.before)}"
        f"<span class=right>{escape(right)}</span><span class=wrong>{escape(wrong)}</span>"
        f"{after}\n<span class=note>written: {escape(case.truth)}</span></div>"
    )


def _continued(continued: Sequence[ContinuedParagraph]) -> str:
    shown = "".join(
        f'<div class="case">{escape(each.context[-300:])}<span class=right>{escape(each.text)}'
        f"</span>\n<span class=note>written: {escape(each.reference[:400])}</span></div>"
        for each in continued[:_CASES]
    )
    return f"<h2>Continued paragraphs</h2>{shown}" if shown else ""
