"""The first word, clause or sentence of a text, for a writer who takes only so much of it."""

from enum import StrEnum
from typing import Final

import regex

from afterword.prose.structure.sentences import clause_ends, sentence_ends
from afterword.prose.words.words import cut_to_words

_HAS_CONTENT: Final = regex.compile(r"[\p{L}\p{N}]")


class Unit(StrEnum):
    """How much of a text is taken at a time."""

    WORD = "word"
    """With its punctuation; in scripts without spaces, two characters."""
    CLAUSE = "clause"
    """Up to a comma, a colon, a semicolon or the like."""
    SENTENCE = "sentence"


def first_part(text: str, unit: Unit, *, before: str = "") -> str:
    """Return the beginning of ``text`` that is one unit, leading white space included.

    Args:
        text: what is offered.
        unit: how much of it.
        before: what stands before it; tells an abbreviation or an open quote at the border.

    Returns:
        All of ``text`` if it has no more than that.
    """
    match unit:
        case Unit.WORD:
            return cut_to_words(text, 1) or text
        case Unit.CLAUSE:
            ends = clause_ends(text, before=before)
        case Unit.SENTENCE:
            ends = sentence_ends(text, before=before)
    # A mark by itself, such as the comma that a suggestion begins with, is no part to stop at.
    return text[: next((end for end in ends if _HAS_CONTENT.search(text[:end])), len(text))]
