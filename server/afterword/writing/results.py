"""The results of writing: text to show, or the reason for showing none."""

from dataclasses import dataclass, field
from enum import StrEnum

from afterword.engine.interface import Usage


class Suppressed(StrEnum):
    """Why no ghost text is shown. These are expected outcomes, not errors."""

    DISABLED = "disabled"
    QUIET_ZONE = "quiet_zone"
    """Front matter, code, math, a URL, a link target, a command …"""
    PAUSED = "paused"
    """The writer wants no ghost text for some minutes."""
    INSIDE_WORD = "inside_word"
    """The text right of the cursor goes on with the same word."""
    NOT_READY = "not_ready"
    """The model is still loading, or could not be loaded."""
    LOW_CONFIDENCE = "low_confidence"
    NOTHING_FIT = "nothing_fit"
    """The generated text repeats the document, is only punctuation, or is empty."""
    BLOCKED = "blocked"
    """Its beginning must not be suggested; see ``safety.level``, the brief's ``avoid``, and markup."""
    SUPERSEDED = "superseded"
    """A newer request for the same document took its place."""
    FAILED = "failed"
    """The model failed; the log has the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Ghost text: one line, to be inserted at the cursor as it is."""

    text: str
    confidence: float
    """Joint probability of the shown words, 0-1."""
    model: str
    tokens: int
    """Tokens that the model generated for it; 0 if it came from an earlier request."""
    timings_ms: dict[str, float] = field(default_factory=dict[str, float])
    """``total``, and ``prefill`` and ``decode`` where the model worked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Whole sentences that continue a text."""

    text: str
    """The text to insert as it is: LF line ends, spacing on both sides included."""
    insert_char_offset: int
    """The offset in the document's text: at or after the cursor, never inside a sentence."""
    confidence: float
    """Geometric mean of the tokens' probabilities, 0-1."""
    model: str
    usage: Usage
    timings_ms: dict[str, float]
    page_gain: float | None = None
    """How much the page speaks for its first words, see ``paragraph/page_gain.py``; None if not measured."""
    note: str = ""
    """A note for the writer on what a line of verse misses of metre or rhyme."""
