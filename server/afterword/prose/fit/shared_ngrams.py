"""N-gram overlap: whether two texts share a sequence of words that is too long for chance."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_spaceless
from afterword.prose.words.word_boundaries import SPACED_WORD, SPACELESS_CHARACTER

MAX_WORDS_BY_CHANCE: Final = 3
"""Words in a row that two texts may share by chance. A character of a script without spaces counts
as half a word."""
_UNIT: Final = regex.compile(rf"(?V1){SPACED_WORD}|{SPACELESS_CHARACTER}")


def share_ngram(one: str, other: str) -> bool:
    """Tell whether both texts contain the same four words in a row.

    In scripts without spaces, seven characters are needed. Case, punctuation and white space don't
    count.
    """
    return not _ngrams(one).isdisjoint(_ngrams(other))


def _ngrams(text: str) -> set[tuple[str, ...]]:
    units = _UNIT.findall(text.casefold())
    found = set[tuple[str, ...]]()
    for start in range(len(units)):
        words = 0.0
        for end in range(start, len(units)):
            words += 0.5 if is_spaceless(units[end][0]) else 1.0
            if words > MAX_WORDS_BY_CHANCE:
                found.add(tuple(units[start : end + 1]))
                break
    return found
