"""What can be told of a continuation without a judge: repetition, copying, completeness. Pure text."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import regex

from afterword.prose.structure.sentences import ends_sentence
from afterword.prose.words.word_boundaries import SPACED_WORD, SPACELESS_CHARACTER

_TOKEN: Final = regex.compile(rf"(?V1){SPACED_WORD}|{SPACELESS_CHARACTER}")
_COPIED_TOKENS: Final = 8
"""A run of so many words (characters in Chinese) that stands in the context is copied from it."""


def quality_tokens(text: str) -> list[str]:
    """Return the words, in scripts without spaces the characters, in lower case; no marks."""
    return [found.group().casefold() for found in _TOKEN.finditer(text)]


def distinct(texts: Sequence[str], size: int) -> tuple[int, int]:
    """Return the different n-grams of all texts, and all of them (Li et al. 2016)."""
    grams = [gram for text in texts for gram in _grams(quality_tokens(text), size)]
    return len(set(grams)), len(grams)


def repeated(text: str) -> tuple[int, int]:
    """Return how many 4-grams stood in the text before, and all of them (Welleck et al. 2020)."""
    counts = Counter(_grams(quality_tokens(text), 4))
    total = sum(counts.values())
    return total - len(counts), total


def copied(text: str, context: str) -> tuple[int, int]:
    """Return how many tokens stand in runs copied from ``context``, and all of them."""
    tokens = quality_tokens(text)
    known = set(_grams(quality_tokens(context), _COPIED_TOKENS))
    marked = set[int]()
    for start, gram in enumerate(_grams(tokens, _COPIED_TOKENS)):
        if gram in known:
            marked.update(range(start, start + _COPIED_TOKENS))
    return len(marked), len(tokens)


def is_complete(text: str) -> bool:
    """Tell whether the text ends where a sentence ends."""
    return ends_sentence(text)


def _grams(tokens: Sequence[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(tokens[start : start + size]) for start in range(len(tokens) - size + 1)]
