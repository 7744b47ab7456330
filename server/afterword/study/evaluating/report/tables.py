"""The figures as rows to print: names and short strings. Knows neither terminals nor HTML."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from afterword.study.evaluating.measures.threshold_curves import COVERAGES

PLACE_COLUMNS: Final = {
    "precision": "precision",
    "coverage": "coverage",
    "wrong_show_rate": "wrong shown",
    "whole_precision": "all right",
    "accepted_chars_per_100": "accepted/100",
    "mean_words_shown": "words",
}
TYPING_COLUMNS: Final = {
    "keystroke_savings": "savings",
    "net_savings": "net savings",
    "accepted_chars_per_1000": "accepted/1000",
    "suggestions_per_1000_chars": "shown/1000",
    "precision": "precision",
    "coverage": "coverage",
    "wrong_show_rate": "wrong shown",
    "mean_words_shown": "words",
}
COVERAGE_COLUMNS: Final = tuple(f"at {coverage:.0%}" for coverage in COVERAGES)

Rows = list[list[str]]


def place_rows(figures: Mapping[str, Any]) -> Rows:
    """Return a row for each policy and kind of place, under ``policy kind n …figures p50 p95``."""
    return [
        [policy, kind, str(group["coverage"]["count"])]
        + [shown(group[name]) for name in PLACE_COLUMNS]
        + _latency(group)
        for policy, kinds in _per_policy(figures, "places")
        for kind, group in kinds.items()
        if group["coverage"]["count"]
    ]


def typing_rows(figures: Mapping[str, Any]) -> Rows:
    """Return a row for each policy and language."""
    return [
        [policy, language, str(group["coverage"]["count"])]
        + [shown(group[name]) for name in TYPING_COLUMNS]
        + _latency(group)
        for policy, languages in _per_policy(figures, "typing")
        for language, group in languages.items()
        if group["coverage"]["count"] and (language != "all" or len(languages) > 2)
    ]


def exact_match_rows(figures: Mapping[str, Any]) -> Rows:
    """Return a row for each policy, language and number of words, with a column a coverage."""
    return [
        [policy, language, words, *(shown(estimate) for estimate in by_coverage.values())]
        for policy, languages in _per_policy(figures, "exact_match")
        for language, matches in languages.items()
        for words, by_coverage in matches.items()
    ]


def difference_rows(figures: Mapping[str, Any]) -> Rows:
    """Return ours against each other policy: ``other part group figure difference quotient``."""
    return [
        [other, part, group, name, shown(found["difference"]), shown(found["quotient"])]
        for other, comparison in figures["against"].items()
        for part in ("places", "typing")
        for group, differences in comparison[part].items()
        for name, found in differences.items()
        if found["difference"]["value"] is not None
    ]


def equal_precision_rows(figures: Mapping[str, Any]) -> Rows:
    """Return, by kind, what the other accepts of 100 characters where it is as precise as ours."""
    ours = next(iter(figures["policies"].values()))["places"]
    rows = Rows()
    for other, comparison in figures["against"].items():
        for kind, point in comparison["at_our_precision"].items():
            accepted = ours[kind]["accepted_chars_per_100"]["value"]
            theirs = point and point["accepted_chars_per_100"]
            quotient = f"{accepted / theirs:.2f}" if accepted and theirs else "–"
            threshold = f"{point['threshold']:.2f}" if point else "never"
            rows.append([other, kind, number(accepted), number(theirs), quotient, threshold])
    return rows


def quality_rows(continuations: Mapping[str, Any]) -> Rows:
    """Return a row for each language and figure of the continuations."""
    return [
        [language, name, number(value) if isinstance(value, int | float | None) else shown(value)]
        for language, figures in continuations.items()
        for name, value in figures.items()
    ]


def likelihood_rows(likelihood: Mapping[str, Any]) -> Rows:
    """Return a row for each language: bits a byte and a character."""
    return [
        [language, shown(found["bits_per_byte"]), shown(found["bits_per_character"])]
        for language, found in likelihood.items()
        if language != "all" or len(likelihood) > 2
    ]


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


def _per_policy(figures: Mapping[str, Any], part: str) -> Iterator[tuple[str, Any]]:
    for policy, parts in figures["policies"].items():
        yield policy, parts[part]


def _latency(group: Mapping[str, Any]) -> list[str]:
    latency = group.get("latency_ms")
    return [f"{latency['p50']:.0f}", f"{latency['p95']:.0f}"] if latency else ["–", "–"]
