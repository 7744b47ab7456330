"""Confidence in generated text: which prefix of it is worth showing. Pure arithmetic.

The *utility* of a text is the probability that all of it is right, plus a little for each character
that will probably be accepted. The prefix of whole words with the highest utility is shown, if that
reaches the threshold.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from afterword.prose.characters.character_classes import is_cjk

WORD_END_PROBABILITY: Final = 0.5
"""Probability of a word end from which on the word counts as finished."""
CHARACTER_WORTH: Final = 0.05
"""Utility of an accepted character; twenty are worth as much as being right (docs/decisions.md 4)."""
LOWEST_SHARE: Final = 0.6
"""Share of the threshold; a less probable text is not continued: it is seldom the one with the
highest utility, and each token costs a run of the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPolicy:
    """The utility that a suggestion needs at one place to be shown."""

    threshold: float
    """Lowest utility that is shown; 0 shows the whole text."""
    character_worth: float = CHARACTER_WORTH
    """Utility of each character that will be accepted."""

    def utility(self, probability: float, expected_chars: float) -> float:
        """Return the utility of a text.

        Args:
            probability: that all of it is right, 0-1.
            expected_chars: how many of its characters will be accepted, on average.
        """
        return probability + self.character_worth * expected_chars

    @property
    def lowest_probability(self) -> float:
        """The joint probability below which a text is not continued."""
        return min(1.0, LOWEST_SHARE * self.threshold)


SHOW_ALL: Final = ShowPolicy(threshold=0.0)
"""The policy for requests by hand: everything is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPiece:
    """A piece of text with the probabilities that decide whether it is shown."""

    text: str
    log_probability: float
    word_end_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentPrefix:
    """The prefix of a text that is worth showing."""

    text: str = ""
    confidence: float = 1.0
    """Joint probability of the pieces in ``text``; 1 for an empty text."""
    utility: float = 0.0
    """The utility of ``text``; 0 if it is empty."""
    is_hopeless: bool = False
    """Whether the text has become so improbable that later pieces can't be shown."""


def confident_prefix(
    pieces: Iterable[ScoredPiece], show_policy: ShowPolicy, *, skip_chars: int = 0
) -> ConfidentPrefix:
    """Return the prefix of whole words with the highest utility; empty if that is too low.

    Args:
        pieces: the generated text, in order.
        show_policy: the utility that is needed.
        skip_chars: characters of the text that the writer has typed. They count as certain and are
            not returned.
    """
    best = ConfidentPrefix()
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
            continue  # a part of a typed character
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
            best = ConfidentPrefix(text=text, confidence=probability, utility=utility)
    return best


def ends_word(pieces: Iterable[ScoredPiece], *, typed_chars: int) -> bool:
    """Tell whether the word before the cursor is probably whole.

    Args:
        pieces: the generated text, in order.
        typed_chars: characters of it that stand before the cursor.
    """
    length = 0
    for piece in pieces:
        length += len(piece.text)
        if length == typed_chars:
            return piece.word_end_probability >= WORD_END_PROBABILITY
        if length > typed_chars:
            break
    return False


def _hopeless(best: ConfidentPrefix) -> ConfidentPrefix:
    return replace(best, is_hopeless=True)


def _is_word_end(pending: str, word_end_probability: float) -> bool:
    if not pending.strip():
        return False
    return word_end_probability >= WORD_END_PROBABILITY or is_cjk(pending[-1])
