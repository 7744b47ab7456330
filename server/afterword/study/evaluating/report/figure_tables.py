"""Tables of figures: titles, column names and rows of strings. Knows neither terminals nor HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from afterword.study.evaluating.measures.threshold_curves import COVERAGES

_PLACE_COLUMNS: Final = {
    "precision": "precision",
    "coverage": "coverage",
    "wrong_show_rate": "wrong shown",
    "whole_precision": "all right",
    "accepted_chars_per_100": "accepted/100",
    "mean_words_shown": "words",
}
"""The column names of the figures of single positions that are shown, by figure."""
_TYPING_COLUMNS: Final = {
    "keystroke_savings": "savings",
    "net_savings": "net savings",
    "accepted_chars_per_1000": "accepted/1000",
    "suggestions_per_1000_chars": "shown/1000",
    "precision": "precision",
    "coverage": "coverage",
    "wrong_show_rate": "wrong shown",
    "mean_words_shown": "words",
}
"""The column names of the figures of simulated typing that are shown, by figure."""
_COVERAGE_COLUMNS: Final = tuple(f"at {coverage:.0%}" for coverage in COVERAGES)

_LATENCY_COLUMNS: Final = ("p50 ms", "p95 ms")

Rows = list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """A table of figures, the same one in the terminal and on the HTML page."""

    title: str
    columns: tuple[str, ...]
    rows: Rows
    """The cells of each row, one for each column; without rows the table is not shown."""

    def without_first_column(self) -> "FigureTable":
        """Return the table without its first column."""
        rows = [row[1:] for row in self.rows]
        return FigureTable(title=self.title, columns=self.columns[1:], rows=rows)


def single_positions(figures: Mapping[str, Any]) -> FigureTable:
    """Return a table with a row for each policy and kind of place."""
    return FigureTable(
        title="Single positions",
        columns=("policy", "place", "n", *_PLACE_COLUMNS.values(), *_LATENCY_COLUMNS),
        rows=[
            _figure_row(policy, kind, group, _PLACE_COLUMNS)
            for policy, kinds in _per_policy(figures, "places")
            for kind, group in kinds.items()
            if group["coverage"]["count"]
        ],
    )


def simulated_typing(figures: Mapping[str, Any]) -> FigureTable:
    """Return a table with a row for each policy and language."""
    return FigureTable(
        title="Simulated typing",
        columns=("policy", "language", "n", *_TYPING_COLUMNS.values(), *_LATENCY_COLUMNS),
        rows=[
            _figure_row(policy, language, group, _TYPING_COLUMNS)
            for policy, languages in _per_policy(figures, "typing")
            for language, group in languages.items()
            if group["coverage"]["count"] and (language != "all" or len(languages) > 2)
        ],
    )


def exact_matches(figures: Mapping[str, Any]) -> FigureTable:
    """Return a table with a row for each policy, language and number of words."""
    return FigureTable(
        title="Exact match at equal coverage",
        columns=("policy", "language", "words right", *_COVERAGE_COLUMNS),
        rows=[
            [policy, language, words, *(shown(estimate) for estimate in by_coverage.values())]
            for policy, languages in _per_policy(figures, "exact_match")
            for language, matches in languages.items()
            for words, by_coverage in matches.items()
        ],
    )


def equal_precision(figures: Mapping[str, Any]) -> FigureTable:
    """Return, by kind of place, what others accept at the threshold where they are as precise."""
    ours = next(iter(figures["policies"].values()))["places"]
    rows = Rows()
    for other, comparison in figures["against"].items():
        for kind, point in comparison["at_our_precision"].items():
            accepted = ours[kind]["accepted_chars_per_100"]["value"]
            theirs = point and point["accepted_chars_per_100"]
            quotient = f"{accepted / theirs:.2f}" if accepted and theirs else "–"
            threshold = f"{point['threshold']:.2f}" if point else "never"
            rows.append([other, kind, number(accepted), number(theirs), quotient, threshold])
    return FigureTable(
        title="Accepted characters of 100, theirs where they are as precise as ours",
        columns=("against", "place", "ours/100", "theirs/100", "quotient", "their threshold"),
        rows=rows,
    )


def paired_differences(figures: Mapping[str, Any], *, only_totals: bool = False) -> FigureTable:
    """Return a table of our figures minus and divided by those of each other policy.

    With ``only_totals`` it has no rows for single languages and kinds of place.
    """
    return FigureTable(
        title="Paired differences",
        columns=("against", "part", "group", "figure", "difference", "quotient"),
        rows=[
            [other, part, group, name, shown(found["difference"]), shown(found["quotient"])]
            for other, comparison in figures["against"].items()
            for part in ("places", "typing")
            for group, differences in comparison[part].items()
            for name, found in differences.items()
            if found["difference"]["value"] is not None and (group == "all" or not only_totals)
        ],
    )


def model_likelihood(likelihood: Mapping[str, Any]) -> FigureTable:
    """Return a table with a row for each language: bits per byte and per character."""
    return FigureTable(
        title="Model",
        columns=("language", "bits a byte", "bits a character"),
        rows=[
            [language, shown(found["bits_per_byte"]), shown(found["bits_per_character"])]
            for language, found in likelihood.items()
            if language != "all" or len(likelihood) > 2
        ],
    )


def continuation_quality(continuations: Mapping[str, Any]) -> FigureTable:
    """Return a table with a row for each language and figure of the continuations."""
    return FigureTable(
        title="Continuations",
        columns=("language", "figure", "value"),
        rows=[
            [
                language,
                name,
                number(value) if isinstance(value, int | float | None) else shown(value),
            ]
            for language, figures in continuations.items()
            for name, value in figures.items()
        ],
    )


def shown(estimate: Mapping[str, Any]) -> str:
    """Return a figure with its interval: ``0.62 (0.55–0.70)``."""
    if estimate["value"] is None:
        return "–"
    if estimate["low"] is None:
        return number(estimate["value"])
    return f"{number(estimate['value'])} ({number(estimate['low'])}–{number(estimate['high'])})"


def number(value: float | None) -> str:
    """Return a number with as many places as matter."""
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    places = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{places}f}"


def _figure_row(
    policy: str, name: str, group: Mapping[str, Any], columns: Mapping[str, str]
) -> list[str]:
    latency = group.get("latency_ms")
    return [
        policy,
        name,
        str(group["coverage"]["count"]),
        *(shown(group[figure]) for figure in columns),
        *([f"{latency['p50']:.0f}", f"{latency['p95']:.0f}"] if latency else ["–", "–"]),
    ]


def _per_policy(figures: Mapping[str, Any], part: str) -> Iterator[tuple[str, Any]]:
    for policy, parts in figures["policies"].items():
        yield policy, parts[part]
