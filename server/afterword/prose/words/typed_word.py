"""The partly typed word: whether a suggestion may continue it or follow it."""

from typing import Final

import regex

from afterword.prose.characters.character_classes import is_cjk, is_spaceless
from afterword.prose.words.word_boundaries import SPACED_WORD, stem_before

_DIGIT: Final = regex.compile(r"\p{Nd}")
_MORE_DIGITS: Final = regex.compile(r"[.,:/٫٬–-]?\p{Nd}")
_NEXT_NAME: Final = regex.compile(r"[^\S\n]+\p{Lu}")
_LAST_WORD: Final = regex.compile(rf"(?V1)(?P<word>{SPACED_WORD})[^\S\n]*\Z")
_FIRST_WORD: Final = regex.compile(rf"(?V1)[^\S\n]*(?P<word>{SPACED_WORD})")
_DOUBLED_RUN_CHARS: Final = (4, 40)
"""Characters, at least and at most, of a run in Thai, Lao, Khmer or Burmese that may not come again."""
_WINDOW_CHARS: Final = 120
"""Characters before the cursor in which the last word is searched for."""
_SEARCHED_CHARS: Final = 8_000
"""Characters before the cursor that are searched for a name: about what a model reads."""


def extends_number(before: str, text: str) -> bool:
    """Tell whether ``text`` adds digits to a number that is being typed: ``198``, ``2n``, ``3.1``.

    Which digits follow can't be predicted. An ending or a unit can: ``14th``, ``1990s``, ``5km``.
    """
    if not _MORE_DIGITS.match(text) or not _DIGIT.search(before[-_WINDOW_CHARS:]):
        return False
    return _DIGIT.search(stem_before(before)) is not None


def breaks_into_name(before: str, text: str) -> bool:
    """Tell whether ``text`` takes a capitalised stem for a whole word and adds a name: ``Aga Khan``.

    Such a suggestion does not complete the word that is being typed, but takes its first letters for
    another, shorter word. It is right only where the document contains the stem as a whole word.
    """
    if not _NEXT_NAME.match(text):
        return False
    stem = stem_before(before)
    if not stem[:1].isupper():
        return False
    searched = before[-_SEARCHED_CHARS : len(before) - len(stem)]
    known = regex.compile(
        rf"(?i)(?<![\p{{L}}\p{{M}}\p{{N}}]){regex.escape(stem)}(?![\p{{L}}\p{{M}}\p{{N}}])"
    )
    return known.search(searched) is None


def doubles_word(before: str, text: str) -> bool:
    """Tell whether the first word of ``text`` repeats the last word of ``before`` after a space.

    The rest of a partly typed word, and a word right after punctuation, repeat nothing. In Thai, Lao,
    Khmer and Burmese, where a word has no end that is seen, four letters that come again are enough.
    """
    if _doubles_run(before.rstrip(), text.lstrip()):
        return True
    if not (before[-1:].isspace() or text[:1].isspace()):
        return False
    last, first = _LAST_WORD.search(before[-_WINDOW_CHARS:]), _FIRST_WORD.match(text)
    return bool(last and first and last["word"].casefold() == first["word"].casefold())


def _doubles_run(before: str, text: str) -> bool:
    """Tell whether ``text`` begins with the last letters of ``before``, in a script without spaces.

    Chinese and Japanese, where a phrase may well come again at once, are left out.
    """
    last = before[-1:]
    if not last or not is_spaceless(last) or is_cjk(last):
        return False
    longest = min(_DOUBLED_RUN_CHARS[1], len(before), len(text))
    return any(
        text.startswith(before[-size:]) and is_spaceless(before[-size])
        for size in range(_DOUBLED_RUN_CHARS[0], longest + 1)
    )
