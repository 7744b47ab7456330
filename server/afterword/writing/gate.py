"""The gate: how much of what the model wrote is probable enough to show. Pure arithmetic."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from afterword.prose.scripts import is_cjk

WORD_END_PROBABILITY = 0.5
"""At or above this, the model itself takes the word for finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredText:
    """One piece of text as the gate needs it."""

    text: str
    log_probability: float
    word_end_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """The part of a text that passed."""

    text: str
    confidence: float
    """Joint probability of the pieces in ``text``; 1 for an empty text."""
    is_hopeless: bool
    """The joint probability fell under the threshold: later pieces can't pass either."""


def pass_confident(pieces: Iterable[ScoredText], *, threshold: float, skip_chars: int = 0) -> Gated:
    """Return whole words from the start for as long as their joint probability holds.

    Args:
        pieces: what the model wrote, in order.
        threshold: lowest joint probability that is shown, 0-1.
        skip_chars: how many characters the writer has typed of it already. They are certain: pieces
            inside them cost nothing, and they are not returned.
    """
    shown, pending = "", ""
    running, at_shown = 0.0, 0.0
    may_break = True
    for piece in pieces:
        if piece.text[:1].isspace() and not may_break:
            # "aft" goes on with "ernoon", though no single way to go on is as probable as a space.
            return Gated(text=shown, confidence=math.exp(at_shown), is_hopeless=True)
        may_break = bool(piece.text) or piece.word_end_probability >= WORD_END_PROBABILITY
        if skip_chars and not piece.text:
            continue  # a part of a character that was typed
        skipped = min(skip_chars, len(piece.text))
        skip_chars -= skipped
        if piece.text and skipped == len(piece.text):
            continue
        running += piece.log_probability
        if math.exp(running) < threshold:
            return Gated(text=shown, confidence=math.exp(at_shown), is_hopeless=True)
        pending += piece.text[skipped:]
        if _is_word_end(pending, piece.word_end_probability):
            shown, pending, at_shown = shown + pending, "", running
    return Gated(text=shown, confidence=math.exp(at_shown), is_hopeless=False)


def _is_word_end(pending: str, word_end_probability: float) -> bool:
    if not pending.strip():
        return False
    return word_end_probability >= WORD_END_PROBABILITY or is_cjk(pending[-1])
