"""The report: one self-contained HTML page with figures, plots, and cases to read.

The only place that writes text of the documents, into the file that was asked for.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from afterword.errors import DocumentError
from afterword.study.evaluating.report import charts
from afterword.study.evaluating.report.tables import (
    COVERAGE_COLUMNS,
    PLACE_COLUMNS,
    TYPING_COLUMNS,
    Rows,
    difference_rows,
    equal_precision_rows,
    exact_match_rows,
    likelihood_rows,
    place_rows,
    quality_rows,
    typing_rows,
)
from afterword.study.evaluating.runs.continuations import Continued
from afterword.study.evaluating.runs.evaluation import Outcome
from afterword.study.evaluating.runs.observation import Case

_CASES: Final = 12
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


def write_page(path: Path, outcome: Outcome, figures: dict[str, Any]) -> None:
    """Write the report of a run.

    Raises:
        DocumentError: the file can't be written.
    """
    try:
        path.write_text(_page(outcome, figures), encoding="utf-8")
    except OSError as error:
        raise DocumentError(
            f"{path} can't be written: {error.strerror}.", next_step="Choose another place."
        ) from error


def _page(outcome: Outcome, figures: dict[str, Any]) -> str:
    evaluation = outcome.evaluation
    about = evaluation.about
    latency = ("p50 ms", "p95 ms")
    parts = [
        f"<h1>{escape(about['model'])} on {about['documents']} documents</h1>",
        f"<p class=note>Seed {about['seed']}; in brackets the 95 % interval. This page holds "
        "excerpts of the texts it was made from.</p>",
        _table("Single positions", ("policy", "place", "n", *PLACE_COLUMNS.values(), *latency),
               place_rows(figures)),
        _plot("Precision against coverage over the threshold; a ring marks what is served",
              charts.draw_curves(figures)),
        _table("Simulated typing", ("policy", "language", "n", *TYPING_COLUMNS.values(), *latency),
               typing_rows(figures)),
        _plot("Latency of the answers that the model wrote", charts.draw_latency(evaluation.policies)),
        _plot("Savings by position in the sentence", charts.draw_savings_in_sentence(figures)),
        _plot("Net savings by language", charts.draw_savings_by_language(figures)),
        _table("Exact match at equal coverage", ("policy", "language", "words right", *COVERAGE_COLUMNS),
               exact_match_rows(figures)),
        _against(figures),
        _table("Model", ("language", "bits a byte", "bits a character"),
               likelihood_rows(evaluation.likelihood)),
        _table("Continuations", ("language", "figure", "value"),
               quality_rows(evaluation.continuations)),
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


def best_cases(cases: Sequence[Case]) -> list[Case]:
    """Return those of which the most was right, from the best on."""
    right = [case for case in cases if case.found.is_right]
    ranked = sorted(right, key=lambda case: (-case.found.right_chars, case.before))
    return ranked[:_CASES]


def worst_cases(cases: Sequence[Case]) -> list[Case]:
    """Return the wrong ones of the highest confidence, from the worst on."""
    wrong = [case for case in cases if case.found.is_shown and not case.found.is_right]
    return sorted(wrong, key=lambda case: (-case.confidence, case.before))[:_CASES]


def _against(figures: dict[str, Any]) -> str:
    if not figures["against"]:
        return ""
    equal = ("against", "place", "ours/100", "theirs/100", "quotient", "their threshold")
    columns = ("against", "part", "group", "figure", "difference", "quotient")
    return _table(
        "Accepted characters of 100, theirs where they are as precise as ours",
        equal,
        equal_precision_rows(figures),
    ) + _table("Paired differences", columns, difference_rows(figures))


def _table(title: str, columns: Sequence[str], rows: Rows) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        f"<h2>{escape(title)}</h2><div class=scroll><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _plot(title: str, svg: str) -> str:
    return f"<h2>{escape(title)}</h2><figure>{svg}</figure>" if svg else ""


def _cases(title: str, cases: Sequence[Case]) -> str:
    if not cases:
        return ""
    return f"<h2>{escape(title)}</h2>" + "".join(map(_case, cases))


def _case(case: Case) -> str:
    kind = "right" if case.found.is_right else "wrong"
    right, wrong = case.shown[: case.found.right_chars], case.shown[case.found.right_chars :]
    after = f" … {escape(case.after)}" if case.after else ""
    return (
        f'<div class="case"><span class=note>{case.kind.replace("_", " ")}, '
        f"{case.confidence:.2f}, {kind}</span>\n{escape(case.before)}"
        f"<span class=right>{escape(right)}</span><span class=wrong>{escape(wrong)}</span>"
        f"{after}\n<span class=note>written: {escape(case.truth)}</span></div>"
    )


def _continued(continued: Sequence[Continued]) -> str:
    shown = "".join(
        f'<div class="case">{escape(each.context[-300:])}<span class=right>{escape(each.text)}'
        f"</span>\n<span class=note>written: {escape(each.reference[:400])}</span></div>"
        for each in continued[:_CASES]
    )
    return f"<h2>Continued paragraphs</h2>{shown}" if shown else ""
