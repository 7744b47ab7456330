"""Judgements: verdicts with the sides taken away. Who was better, by whom, at which opening."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from afterword.study.judging.pairs_folder import Pair
from afterword.study.judging.verdicts import Choice, Reason, Verdict


class Outcome(StrEnum):
    """What came out of a pair, by the alphabetical order of its letters."""

    FIRST = "first"
    SECOND = "second"
    TIE = "tie"
    BOTH_BAD = "both_bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a reader, or all of them together, found of a pair."""

    pair: Pair
    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    side: Choice | None = None
    """The side that won as it was shown; None for several readers."""

    @property
    def letters(self) -> tuple[str, str]:
        """The contestants, in alphabetical order."""
        first, second = sorted(self.pair.texts)
        return first, second

    @property
    def winner(self) -> str | None:
        """The contestant that was better; None if neither was."""
        match self.outcome:
            case Outcome.FIRST:
                return self.letters[0]
            case Outcome.SECOND:
                return self.letters[1]
            case Outcome.TIE | Outcome.BOTH_BAD:
                return None


def judgement_of(verdict: Verdict, pair: Pair) -> Judgement:
    """Return what a verdict says of the contestants."""
    match verdict.choice:
        case Choice.TIE:
            outcome = Outcome.TIE
        case Choice.BOTH_BAD:
            outcome = Outcome.BOTH_BAD
        case Choice.LEFT | Choice.RIGHT:
            winner = verdict.left if verdict.choice is Choice.LEFT else verdict.right
            outcome = Outcome.FIRST if winner == min(pair.texts) else Outcome.SECOND
    return Judgement(
        pair=pair,
        outcome=outcome,
        reasons=() if verdict.reason is None else (verdict.reason,),
        side=verdict.choice,
    )


def majority(readers: Iterable[Mapping[str, Judgement]]) -> list[Judgement]:
    """Return one judgement for each pair: what more readers said; a tie where that is undecided.

    A pair that several readers judged counts once, since their verdicts don't stand for themselves.
    """
    by_pair = dict[str, list[Judgement]]()
    for judgements in readers:
        for key, judgement in judgements.items():
            by_pair.setdefault(key, []).append(judgement)
    return [_together(judgements) for judgements in by_pair.values()]


def _together(judgements: Sequence[Judgement]) -> Judgement:
    if len(judgements) == 1:
        return judgements[0]
    outcomes = [each.outcome for each in judgements]
    lead = outcomes.count(Outcome.FIRST) - outcomes.count(Outcome.SECOND)
    if lead:
        outcome = Outcome.FIRST if lead > 0 else Outcome.SECOND
    else:
        is_bad = outcomes.count(Outcome.BOTH_BAD) > len(outcomes) / 2
        outcome = Outcome.BOTH_BAD if is_bad else Outcome.TIE
    reasons = tuple(reason for each in judgements for reason in each.reasons)
    return Judgement(pair=judgements[0].pair, outcome=outcome, reasons=reasons)
