"""The tables of a comparison's report, for the terminal."""

from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from afterword.study.evaluating.report.figure_tables import number, shown
from afterword.study.judging.report.judging_report import ALL

_NUMBER_COLUMNS: Final = frozenset(("pairs", "better", "worse", "equal", "both bad", "p"))


def print_report(report: Mapping[str, Any], console: Console) -> None:
    """Print all figures of a report."""
    for letter, name in report["settings"].items():
        console.print(f"{letter}: {name}", markup=False)
    _print_state(report, console)
    _print_table(console, "How often each was better", _comparison_rows(report))
    _print_table(console, "Strength, ties modelled (Davidson 1970)", _strength_rows(report))
    _print_table(console, "Reasons", _reason_rows(report))
    _print_table(console, "Agreement of readers", _agreement_rows(report))


def _print_state(report: Mapping[str, Any], console: Console) -> None:
    for problem in report["problems"]:
        console.print(problem, style="yellow", markup=False)
    if report["unwritten"]:
        console.print(f"{report['unwritten']} pairs are not written yet: run judge write again.")
    if report["alike"]:
        console.print(f"{report['alike']} pairs have the same text twice and are left out.")
    for reader, figures in report["readers"].items():
        console.print(
            f"{reader}: {figures['judged']} of {report['pairs']} pairs; took the left one in "
            f"{shown(figures['left'])} of those decided",
            markup=False,
        )


def _comparison_rows(report: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "": f"{row['first']} against {row['second']}",
            "reader": "all readers" if row["reader"] == ALL else row["reader"],
            "language": row["language"],
            "pairs": str(row["count"]),
            "better": str(row["wins"]),
            "worse": str(row["losses"]),
            "equal": str(row["ties"]),
            "both bad": f"{row['both_bad']} ({row['both_bad_share']:.0%})",
            "win rate of those decided": shown(row["win_rate"]),
            "p": _probability(row["p"]),
        }
        for row in report["comparisons"]
    ]


def _strength_rows(report: Mapping[str, Any]) -> list[dict[str, str]]:
    shares = report["strengths"]["shares"]
    ranked = sorted(shares.items(), key=lambda entry: -entry[1]["value"])
    return [
        {"": letter, "share of all strength": shown(share), "settings": report["settings"][letter]}
        for letter, share in ranked
    ]


def _reason_rows(report: Mapping[str, Any]) -> list[dict[str, str]]:
    columns = {letter: f"for {letter}" for letter in report["settings"]}
    columns |= {"tie": "equal", "both_bad": "both bad"}
    return [
        {"": reason} | {name: str(counts.get(key, 0)) for key, name in columns.items()}
        for reason, counts in report["reasons"].items()
    ]


def _agreement_rows(report: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "": " and ".join(row["readers"]),
            "pairs": str(row["count"]),
            "same verdict": number(row["share"]),
            "Cohen's kappa": number(row["kappa"]),
        }
        for row in report["agreement"]
    ]


def _probability(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else f"{value:.1g}"


def _print_table(console: Console, title: str, rows: list[dict[str, str]]) -> None:
    if not rows:
        return
    table = Table(title=title, title_justify="left", box=None, highlight=False)
    for name in rows[0]:
        table.add_column(name, justify="right" if name in _NUMBER_COLUMNS else "left")
    for row in rows:
        table.add_row(*row.values())
    console.print(table)
