"""The words that judging is spoken of in: reasons and verdicts. Holds no word of any list."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a text may not be shown; small enough to be counted."""

    CRUDE = "crude"
    """A slur, or a word that is nothing but crude: blocked at ``mild`` and ``strict``."""
    DELICATE = "delicate"
    """A word that has a decent use too: blocked at ``strict`` only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """Where a text holds a word that may not be shown. Does not say which, so it can be logged."""

    start: int
    """Offset of the word in the text, in characters; 0 where the writer typed its beginning."""
    end: int
    """Offset behind the word's last character in the text."""
    reason: Reason
    """Why it may not be shown."""
    language: str
    """English name of the language whose list has the word."""
