"""The word that is being typed, and what may come right behind its letters."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_spaceless
from afterword.prose.words.words import SPACED_WORD, stem_before

_DIGIT: Final = regex.compile(r"\p{Nd}")
_NEXT_NAME: Final = regex.compile(r"[^\S\n]+\p{Lu}")
_LAST_WORD: Final = regex.compile(rf"(?V1)(?P<word>{SPACED_WORD})[^\S\n]*\Z")
_FIRST_WORD: Final = regex.compile(rf"(?V1)[^\S\n]*(?P<word>{SPACED_WORD})")
_LAST_WINDOW: Final = 120
_PAGE: Final = 8_000
"""Characters before the cursor that are searched for a name: what a model gets to read."""


def holds_digits(before: str) -> bool:
    """Tell whether a number is being typed at the end of ``before``: ``198``, ``2n``, ``3.1``.

    Nobody can guess how a number goes on.
    """
    if not _DIGIT.search(before[-_LAST_WINDOW:]):
        return False
    return _DIGIT.search(stem_before(before)) is not None


def extends_number(before: str, text: str) -> bool:
    """Tell whether ``text`` goes on right behind a number in a script with spaces.

    Chinese counts its years and days in letters of its own (``1984年``): those may follow.
    """
    return holds_digits(before) and not is_spaceless(text[:1])


def breaks_into_name(before: str, text: str) -> bool:
    """Tell whether ``text`` ends a capitalised stem and goes on with a new name: ``Aga`` → ``Khan``.

    Such a guess completes not the word that is being typed but one that is as long by chance. It
    stands where this page has the two words side by side, or has the stem as a word of its own.
    """
    if not _NEXT_NAME.match(text):
        return False
    stem = stem_before(before)
    if not stem[:1].isupper():
        return False
    page = before[-_PAGE : len(before) - len(stem)]
    known = regex.compile(
        rf"(?i)(?<![\p{{L}}\p{{M}}\p{{N}}]){regex.escape(stem)}(?![\p{{L}}\p{{M}}\p{{N}}])"
    )
    return known.search(page) is None


def doubles_word(before: str, text: str) -> bool:
    """Tell whether the first word of ``text`` is the last of ``before`` again, with spaces between.

    ``before`` and ``text`` meet as they are: the rest of a word, or a word behind punctuation, is
    no second one.
    """
    if not (before[-1:].isspace() or text[:1].isspace()):
        return False
    last, first = _LAST_WORD.search(before[-_LAST_WINDOW:]), _FIRST_WORD.match(text)
    return bool(last and first and last["word"].casefold() == first["word"].casefold())
