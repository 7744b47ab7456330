"""The accepted prefix of a suggestion: how much of it is what the writer wrote. Pure text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.character_classes import is_spaceless
from afterword.prose.words.phrase_patterns import is_spaced_letter
from afterword.prose.words.word_boundaries import SPACED_WORD, SPACELESS_CHARACTER

_UNIT: Final = regex.compile(
    rf"(?V1)\s*(?:(?P<word>{SPACED_WORD})|(?P<character>{SPACELESS_CHARACTER})|\X)|\s+"
)
_SPACED: Final = regex.compile(SPACED_WORD, flags=regex.VERSION1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefixMatch:
    """The comparison of a shown text with what was written at the same place."""

    shown_words: int
    """The number of shown words; in scripts without spaces, of characters."""
    right_words: int
    """The number of them, from the first on, that are what was written."""
    shown_chars: int
    right_chars: int
    """The characters up to the last right word: what the writer would accept."""
    is_whole_right: bool
    """Whether all of it, punctuation included, is what was written."""

    @property
    def is_shown(self) -> bool:
        """Whether any word was shown."""
        return self.shown_words > 0

    @property
    def is_right(self) -> bool:
        """Whether the first word (in Chinese and Japanese: the first character) is right."""
        return self.right_words > 0


def match(shown: str, truth: str) -> PrefixMatch:
    """Compare ``shown`` with what was written from the same place on.

    The longest prefix of whole words counts; a word is right only if the written one ends at the
    same character. Punctuation before a word must be right too.
    """
    shown = shown.rstrip()
    shown_words = right_words = right_chars = 0
    is_right = True
    for end, is_word in _units(shown):
        is_right = is_right and _agrees(shown, truth, end)
        shown_words += is_word
        if is_right and is_word:
            right_words += 1
            right_chars = end
    if is_right and right_words:
        right_chars = len(shown)  # with the punctuation at its end
    return PrefixMatch(
        shown_words=shown_words,
        right_words=right_words,
        shown_chars=len(shown),
        right_chars=right_chars,
        is_whole_right=is_right and shown_words > 0,
    )


def word_span(before: str, truth: str) -> int:
    """Return the number of characters of the word at the cursor, with the space before it.

    In a script without spaces it is one character. The typed part of the word counts too, so that the
    spans of all words of a text add up to about its length.
    """
    first = truth.lstrip()[:1]
    if not first or is_spaceless(first):
        return max(1, len(truth) - len(truth.lstrip()) + bool(first))
    skipped = len(truth) - len(truth.lstrip())
    typed = 0 if skipped else _typed_chars(before)
    found = _SPACED.match(truth, skipped)
    rest = found.end() - skipped if found else 1
    return typed + rest + 1


def _typed_chars(before: str) -> int:
    count = 0
    for char in reversed(before[-64:]):
        if not is_spaced_letter(char):
            return count
        count += 1
    return count


def _units(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the end of each word or punctuation mark, and whether it is a word."""
    for found in _UNIT.finditer(text):
        yield found.end(), found["word"] is not None or found["character"] is not None


def _agrees(shown: str, truth: str, end: int) -> bool:
    """Return whether ``truth`` begins with ``shown[:end]``, and its last word ends there too."""
    if not truth.startswith(shown[:end]):
        return False
    last, following = shown[end - 1 : end], truth[end : end + 1]
    return not (is_spaced_letter(last) and is_spaced_letter(following))
