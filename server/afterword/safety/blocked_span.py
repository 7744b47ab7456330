"""The result of the word filter: where a text is blocked, and why. Contains no word of any list."""

from dataclasses import dataclass
from enum import StrEnum


class BlockReason(StrEnum):
    """The reason why a word may not be shown."""

    CRUDE = "crude"
    """A slur, or a word with no other than a crude use: blocked at ``mild`` and ``strict``."""
    DELICATE = "delicate"
    """A word that also has an inoffensive use: blocked at ``strict`` only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedSpan:
    """The place of a word that may not be shown. It does not contain the word, so it can be logged."""

    start: int
    """The offset of the word in the text, in characters; 0 where the writer typed its beginning."""
    end: int
    """The offset after the word's last character in the text."""
    reason: BlockReason
    """The reason why the word may not be shown."""
    language: str
    """The English name of the language whose list has the word."""
