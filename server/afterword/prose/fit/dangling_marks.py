"""Unbalanced marks of a suggestion: closing marks without an opening one, marks left at its end."""

from typing import Final

import regex

from afterword.prose.structure.paired_marks import opened_by, opens_here, unopened_close
from afterword.prose.structure.sentences import ends_sentence

_WINDOW_CHARS: Final = 8_000
"""Characters before the cursor in which the opening mark of a pair is searched for."""
_LONE_MARKS: Final = regex.compile(r"(?:\s+(?:[…⋯·•*_~=#|<>^`\-‐–—\p{Ps}\p{Pi}¿¡]|\.{2,})+)+\s*\Z")
"""Marks that stand alone after the last word and carry no text: ``…``, ``***``, a dash."""
_MAY_CLOSE: Final = regex.compile(r"[\p{Pe}\p{Pf}\p{Pi}\"*_~]")
_MAY_OPEN: Final = regex.compile(r"[\p{Ps}\p{Pi}\"'*_„‚»¿¡~]\Z")
_TERMINATOR: Final = regex.compile(r"[\s.…⋯\p{Sentence_Terminal}]+\Z")
_ELLIPSIS: Final = regex.compile(r"(?:\.{2,}|…|⋯)\Z")


def cut_unopened(text: str, before: str) -> str:
    """Return ``text`` up to the first closing quote, bracket or emphasis mark without an opener."""
    if not _MAY_CLOSE.search(text):
        return text
    stray = unopened_close(before[-_WINDOW_CHARS:], text)
    return text if stray is None else text[:stray]


def without_dangling_marks(text: str, before: str) -> str:
    """Drop the marks at the end of ``text`` that open a pair, or that stand alone."""
    near = before[-_WINDOW_CHARS:]
    while True:
        shorter = _LONE_MARKS.sub("", text)
        if _MAY_OPEN.search(shorter.rstrip()) and opens_here(near + shorter.rstrip()):
            shorter = shorter.rstrip()[:-1].rstrip()
        if shorter == text:
            return text
        text = shorter


def without_stop_in_open_pair(text: str, before: str) -> str:
    """Drop the full stop of a sentence that ends inside a quote or bracket that ``text`` opened.

    With the full stop, the closing mark looks forgotten; without it, the text can go on.
    """
    near = before[-_WINDOW_CHARS:]
    if not ends_sentence(near + text) or not opened_by(near, text) or _ELLIPSIS.search(text):
        return text
    return _TERMINATOR.sub("", text)
