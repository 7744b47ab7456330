"""Quotations: the marks that a text opens and closes them with, nested ones too.

Brackets and emphasis are the matter of ``paired_marks``. What mark *should* be used is decided in
``prose/fit/quotation_marks.py``.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

import regex

from afterword.prose.characters.character_classes import is_cjk, is_cjk_punctuation

GAPS: Final = " \u00a0\u202f"
"""The spaces that French puts inside its quotation marks."""
GUILLEMETS: Final = frozenset("«»‹›")
SINGLE_MARKS: Final = frozenset("‘’‚'‹›『』")
"""Marks of inner quotations; outside of another one, British ones."""
QUOTE_MARK: Final = regex.compile(r"``|''|[«»‹›„‚“”‘’\"'「」『』]")
"""A quotation mark, or an apostrophe."""

CLOSERS_OF: Final = {
    opener: tuple(closers.split())
    for opener, closers in (
        ("“", "”"), ("‘", "’"), ("„", "“ ”"), ("‚", "‘ ’"), ("«", "»"), ("‹", "›"), ("»", "« »"),
        ("›", "‹ ›"), ("”", "”"), ("’", "’"), ('"', '"'), ("'", "'"), ("「", "」"), ("『", "』"),
        ("``", "''"),
    )
}  # fmt: skip
"""The closing marks of each opening one. German closes ``„`` with ``“``, Polish with ``”``."""
_ONLY_OPENS: Final = frozenset(("„", "‚", "「", "『", "``"))
_ONLY_CLOSES: Final = frozenset(("」", "』", "''"))
_MOSTLY_OPENS: Final = frozenset("“‘«‹")
_MOSTLY_CLOSES: Final = frozenset("”’»›")
_OPEN_SIDE: Final = regex.compile(r"[\s\p{Ps}\p{Pd}\p{Pi}„‚»”\"'*_/]")
"""What an opening mark may follow."""
_CLOSED_SIDE: Final = regex.compile(r"[\s.,;:!?…\p{Pe}\p{Pd}\p{Pi}\p{Pf}\"'*_/]")
"""What may follow a closing mark."""
_CACHED_CHARS: Final = 1024
"""Characters whose class is kept: these tests run for each mark of a page."""
_MAX_DEPTH: Final = 8
"""Quotations inside each other that are followed. The bound keeps the time linear."""
_APOSTROPHES: Final = frozenset("'’")
_ELIDED: Final = regex.compile(
    r"(?i)['’](?:t(?:is|was|were|will)|em|cause|bout|n|til|round|cos|\p{Nd}0s)\b"
)
_CUT_ENDING: Final = regex.compile(r"(?i)(?:\ws|\win|\b(?:an|o|th|wi|i))\Z")
"""The end of a word after which an apostrophe is likelier than a closing mark: boys’, goin’, o’."""
QUOTE_OR_BREAK: Final = regex.compile(
    rf"(?=[«»‹›„‚“”‘’\"'「」『』`\n])"  # found fast, the rest is tried only there
    rf"(?:{QUOTE_MARK.pattern}|\n[ \t]*\n|\n(?=[ \t\u3000]*[«»„“”\"「『‘—–]))"
)
"""A quotation mark, or the end of a paragraph: a quotation that runs on is opened again after it."""


_WITHOUT_FORMS: Final = str.maketrans("“”„«»「」‘’‚‹›『』", '"' * 7 + "'" * 7)


class Role(StrEnum):
    """What a mark does at its place."""

    OPENS = "opens"
    CLOSES = "closes"
    NEITHER = "neither"


class Quotation(NamedTuple):
    """A quotation in a text."""

    opener: str
    gap: str = ""
    """The space between the mark and the text inside, as in French; maybe none."""
    closer: str = ""
    """The closing mark; empty if there is none."""
    depth: int = 0
    """Quotations that it stands in."""


def quotations(text: str) -> tuple[list[Quotation], list[Quotation]]:
    """Return the closed quotations of ``text``, and those open at its end, outermost first."""
    closed: list[Quotation] = []
    stack: list[Quotation] = []
    for found in QUOTE_OR_BREAK.finditer(text):
        mark = found.group()
        if mark[0] == "\n":
            stack.clear()
            continue
        role = role_of(mark, text, found.start(), stack)
        if role is Role.OPENS:
            gap = gap_at(text, found.end()) if mark in GUILLEMETS else ""
            stack.append(Quotation(mark, gap, depth=len(stack)))
            del stack[:-_MAX_DEPTH]
        elif role is Role.CLOSES and (level := level_closed_by(mark, stack)) is not None:
            if mark in CLOSERS_OF[stack[level].opener]:
                opened = stack[level]
                closed.append(Quotation(opened.opener, opened.gap, mark, opened.depth))
            del stack[level:]
    return closed, stack


def without_quote_forms(text: str) -> str:
    """Return ``text`` with straight marks, to be compared; it has the same length."""
    return text.translate(_WITHOUT_FORMS)


def gap_at(text: str, offset: int) -> str:
    """Return the space of French typography that stands at ``offset``; maybe none."""
    char = text[offset : offset + 1]
    return char if char and char in GAPS else ""


def level_closed_by(mark: str, stack: Sequence[Quotation]) -> int | None:
    """Return the index of the open quotation that ``mark`` is meant to close, right mark or wrong."""
    if not stack or mark in CLOSERS_OF[stack[-1].opener]:
        return len(stack) - 1 if stack else None
    openers = [each.opener for each in stack]
    right = [mark in CLOSERS_OF[opener] for opener in openers]
    alike = [(opener in SINGLE_MARKS) == (mark in SINGLE_MARKS) for opener in openers]
    for fits in (right, alike):
        if any(fits):
            return len(fits) - 1 - fits[::-1].index(True)
    return len(stack) - 1


def role_of(mark: str, text: str, start: int, stack: Sequence[Quotation]) -> Role:
    """Return what the mark at ``start`` does.

    What stands beside it decides; where that says nothing, the quotations that are open do.

    Args:
        mark: the mark.
        text: the text around it.
        start: its offset in ``text``.
        stack: the quotations that are open there, outermost first.
    """
    left, right = text[max(0, start - 1) : start], text[start + len(mark) :][:1]
    if mark in _ONLY_OPENS or mark in _ONLY_CLOSES:
        return Role.OPENS if mark in _ONLY_OPENS else Role.CLOSES
    if mark in _APOSTROPHES and is_apostrophe(text, start, [each.opener for each in stack]):
        return Role.NEITHER
    if mark == '"' and is_gershayim(text, start):
        return Role.NEITHER
    opens, closes = _may_precede_opener(left), _may_follow_closer(right)
    if opens == closes or _is_wide(left) or (_is_wide(right) and not left.isspace()):
        opens = _opens_by_direction(mark, stack)
    return Role.OPENS if opens else Role.CLOSES


def _opens_by_direction(mark: str, stack: Sequence[Quotation]) -> bool:
    if stack and mark in CLOSERS_OF[stack[-1].opener]:
        return False
    if mark in _MOSTLY_OPENS or mark in _MOSTLY_CLOSES:
        return mark in _MOSTLY_OPENS
    return all((each.opener in SINGLE_MARKS) != (mark in SINGLE_MARKS) for each in stack)


def is_apostrophe(text: str, start: int, openers: Sequence[str]) -> bool:
    """Tell whether ``'`` or ``’`` at ``start`` is an apostrophe, not a quotation mark.

    Args:
        text: the text around the mark.
        start: its offset in ``text``.
        openers: the opening marks that are open there, outermost first.
    """
    left, right = text[max(0, start - 1) : start], text[start + 1 : start + 2]
    if (left.isalnum() and right.isalnum() and not is_cjk(left)) or _ELIDED.match(text, start):
        return True
    stop = left in tuple(",.!?…") and not right.isalnum()
    opener = next((mark for mark in reversed(openers) if mark in "‘’‚'"), "")
    if not opener and stop:
        return False
    if not opener and text[start] == "'":
        return not _may_precede_opener(left) or right.isspace() or right.isdecimal()
    if not opener:
        return left.isalnum()
    if not left.isalpha() or not right.isspace():
        return False
    quoted = text[text.rfind("\n", 0, start) + 1 : start].rpartition(opener)[2]
    return " " in quoted.strip() and _CUT_ENDING.search(quoted) is not None


def is_gershayim(text: str, start: int) -> bool:
    """Tell whether ``"`` at ``start`` stands inside a Hebrew abbreviation."""
    return _is_hebrew(text[max(0, start - 1) : start]) and _is_hebrew(text[start + 1 : start + 2])


@lru_cache(maxsize=_CACHED_CHARS)
def _may_precede_opener(char: str) -> bool:
    return not char or _OPEN_SIDE.match(char) is not None


@lru_cache(maxsize=_CACHED_CHARS)
def _may_follow_closer(char: str) -> bool:
    return not char or _CLOSED_SIDE.match(char) is not None


@lru_cache(maxsize=_CACHED_CHARS)
def _is_wide(char: str) -> bool:
    return is_cjk(char) or is_cjk_punctuation(char)


def _is_hebrew(char: str) -> bool:
    return "\u05d0" <= char <= "\u05ea"
