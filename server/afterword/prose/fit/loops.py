"""Repetition loops, which small models fall into: suggestions that repeat the text before them."""

from collections.abc import Iterator
from itertools import groupby, pairwise
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
_MIN_DOUBLED_WEIGHT: Final = 10
"""Weight of the shortest sequence that is a loop when it stands only twice in a row: a word counts
two, a character of a script without spaces one."""
_MIN_KEPT_WEIGHT: Final = 5
"""Weight of what is kept before a loop, at least, counted alike."""
_LOOP_WINDOW_CHARS: Final = 200
"""Characters before the cursor in which a loop may have begun."""
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


def cut_loop(text: str, before: str) -> str:
    """Return ``text`` up to where it begins to run in circles; empty if no phrase is left then.

    A loop is the same sequence three times in a row, or twice if it has five words (ten Chinese
    characters); its first time is kept, unless it began in ``before``.
    """
    window = before[-_LOOP_WINDOW_CHARS:]
    found = list(_TOKEN.finditer(window + text))
    tokens = [each.group().casefold() for each in found]
    first_new = next((at for at, each in enumerate(found) if each.end() > len(window)), len(found))
    weights = [2 if each["word"] else 1 for each in found]
    start = _second_period(tokens, weights, first_new)
    if start is None:
        return text
    kept = max(start, first_new)
    if sum(weights[first_new:kept]) < _MIN_KEPT_WEIGHT:
        return ""
    return text[: found[kept - 1].end() - len(window)]


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


def repeated_pairs(text: str) -> float:
    """Return the share of pairs of words of ``text`` that stood in it before, 0-1.

    In scripts without spaces they are pairs of characters. In sentences by people it is seldom over
    0.1 in Chinese, 0.04 in English.
    """
    tokens = [found.group().casefold() for found in _TOKEN.finditer(text)]
    pairs = list(pairwise(tokens))
    return 1 - len(set(pairs)) / len(pairs) if pairs else 0.0


def _ngrams(tokens: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(tokens[start:] for start in range(_NGRAM_TOKENS)), strict=False)


def _contains(previous: list[str], new: list[str]) -> bool:
    first, length = new[0], len(new)
    return any(
        token == first and previous[index : index + length] == new
        for index, token in enumerate(previous)
    )


def _second_period(tokens: list[str], weights: list[int], first_new: int) -> int | None:
    """Return the index of the token at which the first loop begins again; None if there is none.

    Args:
        tokens: the text as it is compared.
        weights: by token, 2 for a word and 1 for a character.
        first_new: the index of the first token that is new; a whole period must be.
    """
    starts = list[int]()
    for period in range(1, _MAX_PERIOD + 1):
        is_same = [
            at >= period and tokens[at] == tokens[at - period]
            for at in range(first_new, len(tokens))
        ]
        for at, end in _true_runs(is_same, first_new):
            start = at
            if at == first_new:  # it may have begun before the new text
                while start > period and tokens[start - 1] == tokens[start - 1 - period]:
                    start -= 1
            span = end - start + period
            is_long = sum(weights[start - period : start]) >= _MIN_DOUBLED_WEIGHT
            is_loop = span >= max(_MIN_PERIODS * period, _MIN_LOOP_TOKENS)
            if end - at >= period and (is_loop or (is_long and span >= 2 * period)):
                starts.append(start)
    return min(starts, default=None)


def _true_runs(values: list[bool], offset: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of each run of true values, counted from ``offset``."""
    at = 0
    for value, run in groupby(values):
        length = len(list(run))
        if value:
            yield offset + at, offset + at + length
        at += length


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
