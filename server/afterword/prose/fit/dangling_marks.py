"""How a suggestion may end: nothing closed that was not open, nothing dangling at its end."""

from typing import Final

import regex

from afterword.prose.structure.paired_marks import opened_by, opens_here, unopened_close
from afterword.prose.structure.sentences import ends_sentence

_NEAR: Final = 8_000
"""How far before the cursor a quote may have been opened."""
_DETACHED: Final = regex.compile(r"(?:\s+(?:[…⋯·•*_~=#|<>^`\-‐–—\p{Ps}\p{Pi}¿¡]|\.{2,})+)+\s*\Z")
"""Marks on their own behind the last word, which say nothing: ``…``, ``***``, a dash."""
_MAY_CLOSE: Final = regex.compile(r"[\p{Pe}\p{Pf}\p{Pi}\"*_~]")
_MAY_OPEN: Final = regex.compile(r"[\p{Ps}\p{Pi}\"'*_„‚»¿¡~]\Z")
_TERMINATOR: Final = regex.compile(r"[\s.…⋯\p{Sentence_Terminal}]+\Z")
_ELLIPSIS: Final = regex.compile(r"(?:\.{2,}|…|⋯)\Z")


def cut_unopened(text: str, before: str) -> str:
    """Return ``text`` up to the first quote, bracket or emphasis mark that closes nothing."""
    if not _MAY_CLOSE.search(text):
        return text
    stray = unopened_close(before[-_NEAR:], text)
    return text if stray is None else text[:stray]


def without_dangling_marks(text: str, before: str) -> str:
    """Drop the marks at the end that only begin something, or stand there on their own."""
    near = before[-_NEAR:]
    while True:
        shorter = _DETACHED.sub("", text)
        if _MAY_OPEN.search(shorter.rstrip()) and opens_here(near + shorter.rstrip()):
            shorter = shorter.rstrip()[:-1].rstrip()
        if shorter == text:
            return text
        text = shorter


def without_open_end(text: str, before: str) -> str:
    """Drop the full stop of a sentence that ends inside a quote or bracket which it opened itself.

    Without it the words are the beginning of something; with it, something was forgotten.
    """
    near = before[-_NEAR:]
    if not ends_sentence(near + text) or not opened_by(near, text) or _ELLIPSIS.search(text):
        return text
    return _TERMINATOR.sub("", text)
