"""Copied passages: suggestions that repeat a longer part of this document word for word."""

from typing import Final

from afterword.prose.words.word_boundaries import count_words

_SEARCHED_CHARS: Final = 8_000
"""Characters before the cursor that are searched: a model reads about as much, so can copy it."""
_TAIL_CHARS: Final = 400
"""Characters right before the cursor that are compared with the text before an occurrence."""
_MIN_WORDS: Final = 12
"""Words in the same order from which a repetition is a copy. Names and idioms are shorter."""


def copies_passage(text: str, before: str) -> bool:
    """Tell whether ``text``, together with the words before it, copies a passage of ``before``.

    It does where the last words before the cursor and all of ``text`` are a sequence of twelve
    words or more that occurred before in the same order. Case and spaces don't count; two
    characters of a script without spaces count as a word.
    """
    searched = _normalised(before[-_SEARCHED_CHARS:])
    tail, new = searched[-_TAIL_CHARS:], _normalised(text)
    if not new:
        return False
    separator = " " if text[:1].isspace() and tail and not tail.endswith(" ") else ""
    new = f"{separator}{new}"
    found = searched.find(new)
    while found >= 0:
        shared = _common_suffix_length(searched[max(0, found - _TAIL_CHARS) : found], tail)
        if count_words(tail[len(tail) - shared :] + new) >= _MIN_WORDS:
            return True
        found = searched.find(new, found + 1)
    return False


def _normalised(text: str) -> str:
    """Return ``text`` case-folded, with single spaces; a space at its end is kept."""
    normalised = " ".join(text.casefold().split())
    return f"{normalised} " if normalised and text[-1:].isspace() else normalised


def _common_suffix_length(left: str, right: str) -> int:
    """Return the length of the longest common suffix of two texts, in characters."""
    count = 0
    while count < min(len(left), len(right)) and left[-1 - count] == right[-1 - count]:
        count += 1
    return count
