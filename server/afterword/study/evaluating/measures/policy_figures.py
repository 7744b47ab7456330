"""The figures of a policy, computed from its observations and simulated typing."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from afterword.study.benchmarking.percentiles import describe
from afterword.study.evaluating.measures.bootstrap import (
    Estimate,
    Terms,
    difference,
    estimate,
    grouped,
)
from afterword.study.evaluating.runs.observation import Observation
from afterword.study.evaluating.runs.typing_simulation import SENTENCE_BUCKETS, TypingResult

PLACE_FIGURES: Final[Mapping[str, Terms[Observation]]] = {
    "precision": lambda seen: (seen.found.is_right, seen.found.is_shown),
    "coverage": lambda seen: (seen.found.is_shown, 1),
    "wrong_show_rate": lambda seen: (seen.found.is_shown and not seen.found.is_right, 1),
    "whole_precision": lambda seen: (seen.found.is_whole_right, seen.found.is_shown),
    "word_precision": lambda seen: (seen.found.right_words, seen.found.shown_words),
    "accepted_chars_per_100": lambda seen: (
        100 * seen.found.right_chars,
        max(seen.span_chars, seen.found.right_chars),
    ),
    "accepted_chars_per_shown": lambda seen: (seen.found.right_chars, seen.found.is_shown),
    "mean_words_shown": lambda seen: (seen.found.shown_words, seen.found.is_shown),
}
"""The figures of single positions, by name. *Precision* is the share of shown suggestions whose first
word (character) is right, *whole precision* of those that are right as a whole, *word precision* the
share of shown words that are right."""

TYPING_FIGURES: Final[Mapping[str, Terms[TypingResult]]] = {
    "keystroke_savings": lambda typed: (typed.chars - typed.keystrokes, typed.chars),
    "net_savings": lambda typed: (typed.chars - typed.cost, typed.chars),
    "accepted_chars_per_1000": lambda typed: (1000 * typed.accepted_chars, typed.chars),
    "suggestions_per_1000_chars": lambda typed: (1000 * typed.suggestions, typed.chars),
    "precision": lambda typed: (typed.suggestions - typed.refused, typed.suggestions),
    "coverage": lambda typed: (typed.shown, typed.asked),
    "wrong_show_rate": lambda typed: (typed.wrong, typed.asked),
    "mean_words_shown": lambda typed: (typed.shown_words, typed.suggestions),
    "chars_per_accept": lambda typed: (typed.accepted_chars, typed.accepts),
}
"""The figures of simulated typing, by name. *Precision* is the share of distinct suggestions of which
something was accepted."""


def place_figures(seen: Sequence[Observation]) -> dict[str, Any]:
    """Return every figure of single positions with its latency, by language and kind, and for all."""
    groups = grouped(seen, lambda each: each.group) | {"all": list(seen)}
    return {
        name: _estimates(group, PLACE_FIGURES) | _latency([each.took_ms for each in group])
        for name, group in groups.items()
    }


def typing_figures(typed: Sequence[TypingResult]) -> dict[str, Any]:
    """Return every figure of simulated typing with its latency, by language, and for all."""
    groups = grouped(typed, lambda each: each.language) | {"all": list(typed)}
    return {
        language: _estimates(group, TYPING_FIGURES)
        | _latency([ms for each in group for ms in each.took_ms])
        | {"savings_by_sentence_chars": _by_bucket(group)}
        for language, group in groups.items()
    }


def compare_places(
    ours: Sequence[Observation], theirs: Sequence[Observation]
) -> dict[str, dict[str, Any]]:
    """Return our figures minus theirs and divided by theirs, at the places that both have."""
    return _compare(ours, theirs, PLACE_FIGURES, lambda each: each.group)


def compare_typing(
    ours: Sequence[TypingResult], theirs: Sequence[TypingResult]
) -> dict[str, dict[str, Any]]:
    """Return our figures minus theirs and divided by theirs, for the stretches that both typed."""
    return _compare(ours, theirs, TYPING_FIGURES, lambda each: each.language)


def _compare(
    ours: Sequence[Any],
    theirs: Sequence[Any],
    figures: Mapping[str, Terms[Any]],
    group_of: Callable[[Any], str],
) -> dict[str, dict[str, Any]]:
    """Return differences and quotients of records with the same key, by group, and for all."""
    known = {each.key: each for each in theirs}
    pairs = [(each, known[each.key]) for each in ours if each.key in known]
    groups = grouped(pairs, lambda pair: group_of(pair[0])) | {"all": pairs}
    return {name: _differences(group, figures) for name, group in groups.items()}


def _estimates(records: Sequence[Any], figures: Mapping[str, Terms[Any]]) -> dict[str, Any]:
    return {
        name: estimate(records, terms, cluster=_document).describe()
        for name, terms in figures.items()
    }


def _differences(
    pairs: Sequence[tuple[Any, Any]], figures: Mapping[str, Terms[Any]]
) -> dict[str, Any]:
    return {
        name: {
            "difference": difference(pairs, terms, cluster=_document).describe(),
            "quotient": difference(pairs, terms, cluster=_document, is_quotient=True).describe(),
        }
        for name, terms in figures.items()
    }


def _document(record: Observation | TypingResult) -> str:
    return record.document


def _latency(took_ms: Sequence[float]) -> dict[str, Any]:
    return {"latency_ms": describe(took_ms, 50, 95) if took_ms else {"count": 0}}


def _by_bucket(typed: Sequence[TypingResult]) -> dict[str, Any]:
    found = dict[str, Any]()
    for index, bound in enumerate((*SENTENCE_BUCKETS, None)):
        start = SENTENCE_BUCKETS[index - 1] if index else 0
        name = f"{start}+" if bound is None else f"{start}-{bound}"
        found[name] = _bucket_estimate(typed, index).describe()
    return found


def _bucket_estimate(typed: Sequence[TypingResult], index: int) -> Estimate:
    return estimate(
        typed,
        lambda each: (each.bucket_saved[index], each.bucket_chars[index]),
        cluster=_document,
    )
