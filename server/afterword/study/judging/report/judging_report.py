"""The report of a comparison: all figures as plain values, for tables and for JSON."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from afterword.errors import DocumentError
from afterword.study.evaluating.measures.bootstrap import grouped
from afterword.study.judging.pairs_folder import read_pairs, read_plan
from afterword.study.judging.report.davidson_model import bootstrap_shares, fit_davidson
from afterword.study.judging.report.judgements import (
    Judgement,
    Outcome,
    judgement_of,
    majority,
)
from afterword.study.judging.report.reader_agreement import agreement
from afterword.study.judging.report.win_rates import sign_test, win_rate
from afterword.study.judging.verdicts import Choice, read_verdicts, readers_of, verdict_file

ALL: Final = "all"
"""What stands for all readers together, and for all languages."""
RESAMPLES: Final = 1000
"""The number of bootstrap resamples of the strengths."""

ByReader = Mapping[str, Mapping[str, Judgement]]
"""The judgements of each reader, by pair."""


def judging_report(folder: Path, *, reader: str | None = None) -> dict[str, Any]:
    """Return the figures of a folder, of all readers or of one.

    Raises:
        DocumentError: there is no comparison, no verdict, or a file can't be read.
    """
    plan, found = read_plan(folder), read_pairs(folder)
    pairs = {pair.key: pair for pair in found.pairs}
    problems, by_reader = list(found.problems), dict[str, dict[str, Judgement]]()
    for name in [reader] if reader else readers_of(folder):
        verdicts = read_verdicts(verdict_file(folder, name), pairs)
        problems += verdicts.problems
        judged = {
            key: judgement_of(verdict, pairs[key]) for key, verdict in verdicts.latest().items()
        }
        if judged:
            by_reader[name] = judged
    if not by_reader:
        raise DocumentError(
            f"There is no verdict in {folder} yet{f' by {reader}' if reader else ''}.",
            next_step=f"Judge first: afterword judge {folder}.",
        )
    together = majority(by_reader.values())
    return {
        "settings": dict(plan.contestants),
        "pairs": len(pairs),
        "unwritten": found.unwritten,
        "alike": found.alike,
        "readers": {name: _reader_figures(judged) for name, judged in by_reader.items()},
        "comparisons": _comparisons(by_reader, together),
        "strengths": _strengths(together),
        "reasons": _reasons(by_reader),
        "agreement": _agreements(by_reader),
        "problems": problems,
    }


def _reader_figures(judged: Mapping[str, Judgement]) -> dict[str, Any]:
    sides = Counter(each.side for each in judged.values())
    left = win_rate(sides[Choice.LEFT], sides[Choice.RIGHT])
    return {"judged": len(judged), "left": left.describe()}


def _comparisons(by_reader: ByReader, together: Sequence[Judgement]) -> list[dict[str, Any]]:
    groups: dict[str, Sequence[Judgement]] = {}
    if len(by_reader) > 1:
        groups[ALL] = together
    groups |= {name: list(judged.values()) for name, judged in by_reader.items()}
    rows = list[dict[str, Any]]()
    for reader, judgements in groups.items():
        for of_two in grouped(judgements, lambda each: "".join(each.letters)).values():
            languages = grouped(of_two, lambda each: each.pair.opening.language)
            if len(languages) != 1:
                languages = {ALL: of_two, **languages}
            first, second = of_two[0].letters
            rows += [
                {"first": first, "second": second, "reader": reader, "language": language}
                | _figures(each)
                for language, each in languages.items()
            ]
    return rows


def _figures(judgements: Sequence[Judgement]) -> dict[str, Any]:
    outcomes = Counter(each.outcome for each in judgements)
    wins, losses = outcomes[Outcome.FIRST], outcomes[Outcome.SECOND]
    return {
        "count": len(judgements),
        "wins": wins,
        "losses": losses,
        "ties": outcomes[Outcome.TIE],
        "both_bad": outcomes[Outcome.BOTH_BAD],
        "both_bad_share": round(outcomes[Outcome.BOTH_BAD] / len(judgements), 4),
        "win_rate": win_rate(wins, losses).describe(),
        "p": sign_test(wins, losses),
    }


def _strengths(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """Return Davidson's model of all contestants; "both bad" counts as a tie there."""
    import numpy as np

    letters = sorted({letter for each in judgements for letter in each.letters})
    places = {letter: place for place, letter in enumerate(letters)}
    openings = {
        key: place
        for place, key in enumerate(dict.fromkeys(each.pair.opening.key for each in judgements))
    }
    shape = (len(openings), len(letters), len(letters))
    wins, ties = np.zeros(shape), np.zeros(shape)
    for each in judgements:
        opening = openings[each.pair.opening.key]
        first, second = (places[letter] for letter in each.letters)
        if each.winner is None:
            ties[opening, first, second] += 1
            ties[opening, second, first] += 1
        else:
            won = places[each.winner]
            wins[opening, won, first + second - won] += 1
    fitted = fit_davidson(wins.sum(0), ties.sum(0))
    bounds = bootstrap_shares(wins, ties, resamples=RESAMPLES)
    return {
        "ties": round(fitted.ties, 4),
        "shares": {
            letter: {"value": round(share, 4), "low": round(low, 4), "high": round(high, 4)}
            for letter, share, (low, high) in zip(letters, fitted.shares, bounds, strict=True)
        },
    }


def _reasons(by_reader: ByReader) -> dict[str, dict[str, int]]:
    """Return how often each reason was given, by who was better or by "tie" and "both_bad"."""
    counts = dict[str, Counter[str]]()
    for judged in by_reader.values():
        for each in judged.values():
            for reason in each.reasons:
                counts.setdefault(reason, Counter())[each.winner or each.outcome] += 1
    return {reason: dict(sorted(found.items())) for reason, found in sorted(counts.items())}


def _agreements(by_reader: ByReader) -> list[dict[str, Any]]:
    rows = list[dict[str, Any]]()
    for one, other in combinations(by_reader, 2):
        ours, theirs = by_reader[one], by_reader[other]
        found = agreement(
            [(ours[key].outcome, theirs[key].outcome) for key in ours if key in theirs]
        )
        rows.append(
            {
                "readers": [one, other],
                "count": found.count,
                "share": None if found.share is None else round(found.share, 4),
                "kappa": None if found.kappa is None else round(found.kappa, 4),
            }
        )
    return rows
