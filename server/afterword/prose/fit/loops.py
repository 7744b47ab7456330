"""Suggestions that only say again what was just said: the loops of small models."""

from collections.abc import Iterator
from typing import Final

import regex

from afterword.prose.words.words import SPACED_WORD, SPACELESS_CHARACTER

_TOKEN: Final = regex.compile(rf"(?V1)(?P<word>{SPACED_WORD})|{SPACELESS_CHARACTER}")
_WINDOW: Final = 800
"""Characters of text before that are compared: the last few sentences."""
_LONGEST_CYCLE: Final = 40
_CYCLES: Final = 3
_SHORTEST_CIRCLE: Final = 4
"""Tokens; "ha ha ha" and 哈哈哈 are words."""
_MIN_WORDS_AGAIN: Final = 4
_MIN_CHARACTERS_AGAIN: Final = 8
_RUN: Final = 4
_FEWEST_IN_CIRCLES: Final = 12
_MIN_DOUBLED_CHARACTERS: Final = 3
"""Two characters doubled are a word in Chinese (慢慢, 看看)."""


def repeats_before(text: str, before: str) -> bool:
    """Tell whether ``text`` only says again what stands right before it.

    So it is when it says the last words once more, when all of it (from four words, or eight
    Chinese characters on) stands in the last few sentences, or when it goes round in a circle:
    the same words three times over. Case and punctuation don't count.
    """
    window = before[-_WINDOW:]
    said: list[str] = []
    new: list[str] = []
    has_words = False
    for found in _TOKEN.finditer(window + text):
        token = found.group().casefold()
        if found.end() > len(window):
            new.append(token)
            has_words = has_words or found["word"] is not None
        else:
            said.append(token)
    if not new:
        return False
    minimum_doubled = 1 if has_words else _MIN_DOUBLED_CHARACTERS
    minimum_again = _MIN_WORDS_AGAIN if has_words else _MIN_CHARACTERS_AGAIN
    if len(new) >= minimum_doubled and said[-len(new) :] == new:
        return True
    if len(new) >= minimum_again and _contains(said, new):
        return True
    return _is_circle(said + new, len(new))


def goes_in_circles(text: str, said: str = "", *, most_share: float = 1 / 3) -> bool:
    """Tell whether ``text`` says little but what it or ``said`` has said, in other orders.

    So it is where more than ``most_share`` of its runs of four words (characters, without spaces)
    stood before; in prose that people wrote it is a few in a hundred, but a sentence may well be
    built as the one before. What has fewer than twelve words never goes in circles.
    """
    tokens = [found.group().casefold() for found in _TOKEN.finditer(text)]
    if len(tokens) < _FEWEST_IN_CIRCLES:
        return False
    before = [found.group().casefold() for found in _TOKEN.finditer(said)]
    seen = set(_runs(before))
    again = 0
    for run in _runs(tokens):
        again += run in seen
        seen.add(run)
    return again > most_share * (len(tokens) - _RUN + 1)


def _runs(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(_RUN)), strict=False)


def _contains(said: list[str], new: list[str]) -> bool:
    first, length = new[0], len(new)
    return any(
        token == first and said[index : index + length] == new for index, token in enumerate(said)
    )


def _is_circle(tokens: list[str], new_count: int) -> bool:
    """Tell whether ``tokens`` end in one run of tokens over and over, all new ones among them."""
    for period in range(1, min(_LONGEST_CYCLE, new_count) + 1):
        span = max(period * _CYCLES, new_count, _SHORTEST_CIRCLE)
        if span > len(tokens):
            return False
        tail = tokens[-span:]
        if tail[period:] == tail[:-period]:
            return True
    return False
