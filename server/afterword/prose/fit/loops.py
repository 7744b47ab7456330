"""Repetition loops, which small models fall into: suggestions that repeat the text before them."""

from collections.abc import Iterator
from typing import Final

import regex

from afterword.prose.words.word_boundaries import SPACED_WORD, SPACELESS_CHARACTER

_TOKEN: Final = regex.compile(rf"(?V1)(?P<word>{SPACED_WORD})|{SPACELESS_CHARACTER}")
_WINDOW_CHARS: Final = 800
"""Characters before the cursor that are compared: the last few sentences."""
_MAX_PERIOD: Final = 40
"""Tokens of the longest sequence whose repetition is recognised as a loop."""
_MIN_PERIODS: Final = 3
"""Times that a sequence must stand in a row to be a loop."""
_MIN_LOOP_TOKENS: Final = 4
"""Tokens of the shortest loop. Three are none: "ha ha ha" and 哈哈哈 are words."""
_MIN_REPEATED_WORDS: Final = 4
"""Words from which a suggestion that occurs in the window as a whole is a repetition."""
_MIN_REPEATED_CHARACTERS: Final = 8
"""The same bound in characters, for scripts without spaces."""
_NGRAM_TOKENS: Final = 4
"""Tokens of an n-gram."""
_MIN_TOKENS: Final = 12
"""Tokens below which a text is too short to measure its repeated n-grams."""
_MIN_DOUBLED_CHARACTERS: Final = 3
"""Characters from which repeating the last ones is a repetition: 慢慢 and 看看 are words."""


def repeats_before(text: str, before: str) -> bool:
    """Tell whether ``text`` only repeats what stands right before it.

    It does when it repeats the last words, when all of it (from four words, or eight Chinese
    characters on) occurs in the last few sentences, or when it ends in a loop: the same words three
    times in a row. Case and punctuation don't count.
    """
    window = before[-_WINDOW_CHARS:]
    previous: list[str] = []
    new: list[str] = []
    has_words = False
    for found in _TOKEN.finditer(window + text):
        token = found.group().casefold()
        if found.end() > len(window):
            new.append(token)
            has_words = has_words or found["word"] is not None
        else:
            previous.append(token)
    if not new:
        return False
    minimum_doubled = 1 if has_words else _MIN_DOUBLED_CHARACTERS
    minimum_repeated = _MIN_REPEATED_WORDS if has_words else _MIN_REPEATED_CHARACTERS
    if len(new) >= minimum_doubled and previous[-len(new) :] == new:
        return True
    if len(new) >= minimum_repeated and _contains(previous, new):
        return True
    return _ends_in_loop(previous + new, len(new))


def repeats_ngrams(text: str, previous: str = "", *, max_share: float = 1 / 3) -> bool:
    """Tell whether too many n-grams of ``text`` occurred before, in ``text`` or in ``previous``.

    Args:
        text: what was written. With fewer than twelve words it is never repetitive.
        previous: the text before it.
        max_share: the share of 4-grams of words (of characters, in scripts without spaces) that
            may be repeated, 0-1. In prose by people a few in a hundred are, but a sentence may well
            have the structure of the one before.
    """
    tokens = [found.group().casefold() for found in _TOKEN.finditer(text)]
    if len(tokens) < _MIN_TOKENS:
        return False
    before = [found.group().casefold() for found in _TOKEN.finditer(previous)]
    seen = set(_ngrams(before))
    repeated = 0
    for ngram in _ngrams(tokens):
        repeated += ngram in seen
        seen.add(ngram)
    return repeated > max_share * (len(tokens) - _NGRAM_TOKENS + 1)


def _ngrams(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(_NGRAM_TOKENS)), strict=False)


def _contains(previous: list[str], new: list[str]) -> bool:
    first, length = new[0], len(new)
    return any(
        token == first and previous[index : index + length] == new
        for index, token in enumerate(previous)
    )


def _ends_in_loop(tokens: list[str], new_count: int) -> bool:
    """Tell whether ``tokens`` end in a loop that covers all of the last ``new_count`` tokens."""
    for period in range(1, min(_MAX_PERIOD, new_count) + 1):
        span = max(period * _MIN_PERIODS, new_count, _MIN_LOOP_TOKENS)
        if span > len(tokens):
            return False
        tail = tokens[-span:]
        if tail[period:] == tail[:-period]:
            return True
    return False
