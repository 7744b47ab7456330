"""Word boundaries: counting words, cutting after a number of them, and the partly typed word.

In scripts without spaces, two characters count as one word.
"""

from collections.abc import Iterator
from typing import Final

import regex

from afterword.prose.characters.character_classes import (
    CJK_PUNCTUATION_CLASS,
    SPACED_CLASS,
    SPACELESS_CLASS,
    WORD_CLASS,
    is_spaceless,
    is_word_char,
)

_INSIDE: Final = r"['’ʼ＇·\-\u2010\u2011\u00ad\u200c\u200d\u05f3\u05f4]"
"""The set of characters that may stand between two letters of one word: apostrophes, hyphens,
joiners and gershayim."""

SPACED_WORD: Final = (
    rf"{SPACED_CLASS}+(?:{_INSIDE}{SPACED_CLASS}+"
    rf"|(?<=\p{{Nd}})[.,:٫٬](?=\p{{Nd}}){SPACED_CLASS}+"
    rf"|(?<=(?<!{SPACED_CLASS})\p{{L}})\.(?=\p{{L}}){SPACED_CLASS}+)*"
)
"""Pattern for a word in a script with spaces: ``don’t``, ``mother-in-law``, ``3.14``, ``e.g``."""

SPACELESS_CHARACTER: Final = rf"(?={SPACELESS_CLASS})\X"
"""Pattern for one grapheme cluster of a script without spaces."""

_UNIT: Final = regex.compile(rf"(?V1)(?P<word>{SPACED_WORD})|{SPACELESS_CHARACTER}")

_MARKS: Final = r"[[\p{P}\p{S}]--[\p{Ps}\p{Pd}¿¡]]"
_WIDE: Final = rf"[{SPACELESS_CLASS}{CJK_PUNCTUATION_CLASS}]"
TRAILING_MARKS: Final = rf"(?:(?!(?<={_WIDE})[\p{{Pi}}*_\x60]){_MARKS})*"
"""Pattern for the punctuation that belongs to the word on its left.

A curly opening quote right after a letter closes in German (``„Ja“``) but opens in Chinese.
"""

_TRAILING: Final = regex.compile(rf"(?V1){TRAILING_MARKS}")

_STEM_WINDOW: Final = 120
"""Characters before the cursor in which a partly typed word is searched for."""
_STEM: Final = regex.compile(
    rf"(?V1){SPACED_CLASS}+(?:{_INSIDE}{SPACED_CLASS}+)*[\u00ad\u200c\u200d]?\Z"
)

_LETTERS: Final = regex.compile(
    rf"(?V1){WORD_CLASS}+(?:{_INSIDE}{WORD_CLASS}+)*[\u00ad\u200c\u200d]?\Z"
)


def count_words(text: str) -> int:
    """Return the number of words; two characters of a spaceless script count as one."""
    return max((total for _, total in _running_counts(text)), default=0)


def cut_to_words(text: str, max_words: int) -> str:
    """Return at most ``max_words`` words of ``text``, with the punctuation that follows the last."""
    end = 0
    for unit_end, total in _running_counts(text):
        if total > max_words:
            return text[: _trailing_end(text, end)] if end else ""
        end = unit_end
    return text


def stem_before(before: str) -> str:
    """Return the stem at the end of ``before``: the letters of the word that is being typed.

    Apostrophes and hyphens inside it are kept. It is empty after a space or punctuation, and in
    scripts without spaces, where every character may begin a word.
    """
    found = _STEM.search(before[-_STEM_WINDOW:])
    return found.group() if found else ""


def letters_before(before: str) -> str:
    """Return the letters, of any script, that stand right before the cursor without a break.

    Editors take these for the partly typed word; in our own code it is ``stem_before``.
    """
    found = _LETTERS.search(before[-_STEM_WINDOW:])
    return found.group() if found else ""


def continues_word(after: str) -> bool:
    """Tell whether the cursor is before a letter of a word, in a script with spaces."""
    first = after[:1]
    return is_word_char(first) and not is_spaceless(first)


def _running_counts(text: str) -> Iterator[tuple[int, int]]:
    """Yield, for each word or spaceless character, its end offset and the number of words so far."""
    words = characters = 0
    for unit in _UNIT.finditer(text):
        if unit["word"]:
            words += 1
        else:
            characters += 1
        yield unit.end(), words + (characters + 1) // 2


def _trailing_end(text: str, offset: int) -> int:
    found = _TRAILING.match(text, offset)
    return found.end() if found else offset
