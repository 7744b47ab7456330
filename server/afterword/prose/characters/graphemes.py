"""Grapheme clusters (UAX #29), which readers call characters, and their display width."""

from typing import Final

import regex
from wcwidth import wcswidth

_GRAPHEME: Final = regex.compile(r"\X")


def split_graphemes(text: str) -> list[str]:
    """Return the grapheme clusters of ``text``; joined, they give it back."""
    return _GRAPHEME.findall(text)


def count_graphemes(text: str) -> int:
    """Return how many characters a reader sees."""
    return len(text) if text.isascii() and "\r" not in text else len(_GRAPHEME.findall(text))


def display_width(text: str) -> int:
    """Return the columns that ``text`` takes in a fixed-width font.

    An emoji made of five code points takes two. Control characters, tabs among them, take none.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    width = wcswidth(text)
    if width >= 0:
        return width
    return sum(max(0, wcswidth(grapheme)) for grapheme in _GRAPHEME.findall(text))
