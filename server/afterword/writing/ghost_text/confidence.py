"""The gate: how much of what the model wrote is worth showing. Pure arithmetic.

A text is worth as much as it is probably right, and as it probably saves typing: its *promise* is the
probability that all of it is right, plus a little for each character that will probably be accepted.
Words are added for as long as the promise grows; shown is what promises at least the threshold.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from afterword.prose.characters.character_classes import is_cjk

WORD_END_PROBABILITY: Final = 0.5
"""At or above this, the model itself takes the word for finished."""
CHARACTER_WORTH: Final = 0.05
"""Twenty accepted characters are worth as much as being right (docs/decisions.md 4)."""
LOWEST_SHARE: Final = 0.6
"""A text less probable than this share of the threshold is not read on: it is seldom the one that
promises most, and each word costs a run of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPolicy:
    """What is asked of a suggestion at one place."""

    threshold: float
    """Lowest promise that is shown; 0 shows all that was written."""
    character_worth: float = CHARACTER_WORTH
    """What a character that will probably be accepted adds to the promise."""

    def utility(self, probability: float, expected_chars: float) -> float:
        """Return what a text promises.

        Args:
            probability: that all of it is right, 0-1.
            expected_chars: how many of its characters will be accepted, on average.
        """
        return probability + self.character_worth * expected_chars

    @property
    def lowest_probability(self) -> float:
        """The joint probability below which nothing more is read."""
        return min(1.0, LOWEST_SHARE * self.threshold)


SHOW_ALL: Final = ShowPolicy(threshold=0.0)
"""Asked by hand: whatever there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredText:
    """One piece of text as the gate needs it."""

    text: str
    log_probability: float
    word_end_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """The part of a text that passed."""

    text: str = ""
    confidence: float = 1.0
    """Joint probability of the pieces in ``text``; 1 for an empty text."""
    utility: float = 0.0
    """What it promises; 0 for an empty text."""
    is_hopeless: bool = False
    """It has become so improbable that later pieces can't pass either."""


def pass_confident(
    pieces: Iterable[ScoredText], show_policy: ShowPolicy, *, skip_chars: int = 0
) -> Gated:
    """Return the whole words from the start that promise most, if they promise enough.

    Args:
        pieces: what the model wrote, in order.
        show_policy: what it must promise.
        skip_chars: how many characters the writer has typed of it already. They are certain: pieces
            inside them cost nothing, and they are not returned.
    """
    best = Gated()
    text, pending, running = "", "", 0.0
    # Typed characters count as accepted, so that what was shown stays while it is typed.
    expected_chars, counted_chars = float(skip_chars), 0
    may_break = True
    for piece in pieces:
        if piece.text[:1].isspace() and not may_break:
            # "aft" goes on with "ernoon", though no single way to go on is as probable as a space.
            return _hopeless(best)
        may_break = bool(piece.text) or piece.word_end_probability >= WORD_END_PROBABILITY
        if skip_chars and not piece.text:
            continue  # a part of a character that was typed
        skipped = min(skip_chars, len(piece.text))
        skip_chars -= skipped
        if piece.text and skipped == len(piece.text):
            continue
        running += piece.log_probability
        probability = math.exp(running)
        if probability < show_policy.lowest_probability:
            return _hopeless(best)
        pending += piece.text[skipped:]
        if not _is_word_end(pending, piece.word_end_probability):
            continue
        text, pending = text + pending, ""
        length = len(text.strip())
        expected_chars += probability * (length - counted_chars)
        counted_chars = length
        utility = show_policy.utility(probability, expected_chars)
        if not show_policy.threshold or utility > max(
            best.utility, math.nextafter(show_policy.threshold, 0)
        ):
            best = Gated(text=text, confidence=probability, utility=utility)
    return best


def _hopeless(best: Gated) -> Gated:
    return Gated(text=best.text, confidence=best.confidence, utility=best.utility, is_hopeless=True)


def _is_word_end(pending: str, word_end_probability: float) -> bool:
    if not pending.strip():
        return False
    return word_end_probability >= WORD_END_PROBABILITY or is_cjk(pending[-1])
