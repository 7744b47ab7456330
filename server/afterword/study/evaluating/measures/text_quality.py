"""Text quality without a judge: the repetition, copying and completeness of continuations. Pure text."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import regex

from afterword.prose.words.word_boundaries import SPACED_WORD, SPACELESS_CHARACTER

_TOKEN: Final = regex.compile(rf"(?V1){SPACED_WORD}|{SPACELESS_CHARACTER}")
_COPIED_TOKENS: Final = 8
"""The number of words (characters in Chinese) in a row that count as copied if the context has them."""


def quality_tokens(text: str) -> list[str]:
    """Return the words (characters in scripts without spaces) in lower case, without punctuation."""
    return [found.group().casefold() for found in _TOKEN.finditer(text)]


def distinct(texts: Sequence[str], size: int) -> tuple[int, int]:
    """Return the number of different n-grams of all texts, and of all n-grams (Li et al. 2016)."""
    grams = [gram for text in texts for gram in _grams(quality_tokens(text), size)]
    return len(set(grams)), len(grams)


def repeated(text: str) -> tuple[int, int]:
    """Return the number of repeated 4-grams of a text, and of all 4-grams (Welleck et al. 2020)."""
    counts = Counter(_grams(quality_tokens(text), 4))
    total = sum(counts.values())
    return total - len(counts), total


def copied(text: str, context: str) -> tuple[int, int]:
    """Return the number of tokens in runs copied from ``context``, and of all tokens."""
    tokens = quality_tokens(text)
    known = set(_grams(quality_tokens(context), _COPIED_TOKENS))
    marked = set[int]()
    for start, gram in enumerate(_grams(tokens, _COPIED_TOKENS)):
        if gram in known:
            marked.update(range(start, start + _COPIED_TOKENS))
    return len(marked), len(tokens)


def _grams(tokens: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(tokens[start : start + size]) for start in range(len(tokens) - size + 1)]
