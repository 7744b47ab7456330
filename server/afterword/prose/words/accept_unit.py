"""Accept units: the first word, clause or sentence of a suggestion, which can be accepted alone."""

from enum import StrEnum
from typing import Final

import regex

from afterword.prose.structure.sentences import clause_ends, sentence_ends
from afterword.prose.words.word_boundaries import cut_to_words

_HAS_CONTENT: Final = regex.compile(r"[\p{L}\p{N}]")


class AcceptUnit(StrEnum):
    """The part of a suggestion that is accepted at a time."""

    WORD = "word"
    """A word with its punctuation; in scripts without spaces, two characters."""
    CLAUSE = "clause"
    """The text up to the next comma, colon, semicolon or dash."""
    SENTENCE = "sentence"
    """The text up to the next sentence end."""


def first_unit(text: str, unit: AcceptUnit, *, before: str = "") -> str:
    """Return the first unit of ``text``, leading white space included.

    Args:
        text: the suggestion.
        unit: the unit to accept.
        before: the text before it, needed for an abbreviation or an open quote at the border.

    Returns:
        The first unit, or all of ``text`` if it ends before the unit does.
    """
    match unit:
        case AcceptUnit.WORD:
            return cut_to_words(text, 1) or text
        case AcceptUnit.CLAUSE:
            ends = clause_ends(text, before=before)
        case AcceptUnit.SENTENCE:
            ends = sentence_ends(text, before=before)
    # A unit has a letter or digit: the comma that a suggestion begins with is none by itself.
    return text[: next((end for end in ends if _HAS_CONTENT.search(text[:end])), len(text))]
