"""Hard wraps (line breaks inside paragraphs): detecting, removing and inserting them."""

from itertools import pairwise
from typing import Final

import regex

from afterword.prose.characters.character_classes import (
    CJK_CLASS,
    CJK_PUNCTUATION_CLASS,
    is_cjk_punctuation,
    is_spaceless,
)
from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.block_markers import indent_of, separates_blocks

_MIN_COLUMN: Final = 30
"""Columns of the narrowest hard wrap; narrower lines are verse."""
_MAX_COLUMN: Final = 132
"""Columns of the widest hard wrap; longer lines are wrapped by the editor."""
_MAX_SLACK: Final = 6
"""Columns that a line may be too short in a paragraph of many lines."""
_USUAL_COLUMNS: Final = (80, 72, 79, 78, 70, 76, 75, 74, 100, 120, 60, 66, 65, 40)

_CLOSERS: Final = rf"[{CJK_PUNCTUATION_CLASS}\p{{Pe}}\p{{Pf}}…—・ー々!?,.:;%]"
_OPENERS: Final = r"[\p{Ps}\p{Pi}]"
_ATOM: Final = regex.compile(
    rf"(?V1)(?P<break>\n)|(?P<space>[ \t]+)|{_OPENERS}*"
    rf"(?:(?={CJK_CLASS})\X|[[^\s]--{CJK_CLASS}--\p{{Ps}}]+|[^\n \t])"
    rf"(?:(?!{_OPENERS}){_CLOSERS})*"
)
_BLOCK_MARK: Final = regex.compile(r"(?:[-+*>|=]|#+|\p{Nd}+[.)]|[`~]{3}.*)\Z|>")
_QUOTE_PREFIX: Final = regex.compile(r"[ \t]*(?:>[ \t]?)+")
_HARD_BREAK: Final = regex.compile(r"(?: {2,}|\\)\Z")
_FENCE: Final = regex.compile(r"[ \t]*(?P<mark>`{3,}|~{3,})")


def wrap_column(paragraph: str) -> int | None:
    """Return the column at which ``paragraph`` is hard-wrapped; None if it is not.

    It is hard-wrapped only if every break comes where the next word would not have fitted. In a
    paragraph of many lines, a few columns less are accepted: people wrap by hand, and edit wrapped
    text (of 8,600 wrapped paragraphs by Austen a strict test misses 25 %, this one 2 %).
    Poems, lists, indented code and text with one sentence a line fail that test, or the test of how
    their lines begin.
    """
    lines = paragraph.strip("\n").split("\n")
    if len(lines) < 2 or len(max(lines, key=len)) > _MAX_COLUMN:
        return None
    if _begin_like_verse(lines):
        return None
    widths = [display_width(line.rstrip()) for line in lines]
    widest, narrowest_room = max(widths), _MAX_COLUMN + 1
    if not _MIN_COLUMN <= widest <= _MAX_COLUMN:
        return None
    prefix = line_prefix(paragraph)
    slack = min(_MAX_SLACK, len(lines) - 2)
    for width, (above, below) in zip(widths, pairwise(lines), strict=False):
        room = width + _first_step_width(above.rstrip(), below.removeprefix(prefix).lstrip())
        if room <= widest - slack or _is_intentional_break(above, below):
            return None
        narrowest_room = min(narrowest_room, room)
    usual = (column for column in _USUAL_COLUMNS if widest <= column < narrowest_room)
    return next(usual, widest)


def line_prefix(paragraph: str) -> str:
    """Return the prefix of each further line of ``paragraph``: an indent, or block quote markers."""
    last = paragraph.rstrip("\n").rpartition("\n")[2]
    found = _QUOTE_PREFIX.match(last)
    return found.group() if found else indent_of(last)


def unwrap(text: str) -> str:
    """Join the lines of hard-wrapped paragraphs, so that a model reads them as prose.

    Everything else stays as it is: poems, lists, headings, code and blank lines.
    """
    if "\n" not in text:
        return text
    joined: list[str] = []
    block: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence or found or not line.strip():
            joined += _joined_block(block)
            block = []
            joined.append(line)
            fence = _fence_after(fence, found["mark"] if found else "")
        elif block and separates_blocks(block[-1], line):
            joined += _joined_block(block)
            block = [line]
        else:
            block.append(line)
    return "\n".join(joined + _joined_block(block))


def wrap(text: str, column: int, *, start_column: int, prefix: str = "") -> str:
    """Break the lines of a continuation so that none is wider than ``column``.

    Args:
        text: the continuation; its own line breaks are kept.
        column: the widest line in columns of a fixed-width font; one long word may exceed it.
        start_column: the width of the line before the continuation, in columns.
        prefix: what each new line begins with, see ``line_prefix``.

    No line begins with closing punctuation, nor with what Markdown would take for a block marker.
    """
    pieces: list[str] = []
    width, gap, may_break = start_column, "", False
    for found in _ATOM.finditer(text):
        atom = found.group()
        if found["break"]:
            pieces.append(atom)
            width, gap, may_break = 0, "", False
        elif found["space"]:
            gap = atom
        else:
            may_break = may_break or bool(gap)
            atom_width = display_width(atom)
            if may_break and width + len(gap) + atom_width > column and not _BLOCK_MARK.match(atom):
                pieces.append(f"\n{prefix}{atom}")
                width = display_width(prefix) + atom_width
            else:
                pieces.append(gap + atom)
                width += len(gap) + atom_width
            gap, may_break = "", True
    return "".join(pieces) + gap


def line_separator(above: str, below: str) -> str:
    """Return the separator between two lines once they are joined: a space or nothing."""
    left, right = above[-1:], below[:1]
    if not left or not right:
        return ""
    if any(is_spaceless(char) or is_cjk_punctuation(char) for char in (left, right)):
        return ""
    is_dashed = left in "-‐‑—–" and above[-2:-1].isalpha()
    return "" if is_dashed else " "


def _first_step_width(above: str, below: str) -> int:
    """Return the columns that the first word of ``below`` would have added to ``above``."""
    found = _ATOM.match(below)
    return len(line_separator(above, below)) + (display_width(found.group()) if found else 0)


def _is_intentional_break(above: str, below: str) -> bool:
    """Tell whether the break between two lines is intentional."""
    return (
        separates_blocks(above, below) or _HARD_BREAK.search(above) is not None or not below.strip()
    )


def _begin_like_verse(lines: list[str]) -> bool:
    """Tell whether all lines begin with a capital, as verse does, or are indented, as code is.

    Of two lines of prose, the second may begin with a capital by chance. If it also begins a
    sentence, this is rather text with one sentence a line.
    """
    if all(line.startswith(("    ", "\t")) for line in lines):
        return True
    starts = [line.lstrip(" \t>“\"'‘«—")[:1] for line in lines]
    if not all(start.isupper() for start in starts):
        return False
    return len(lines) > 2 or lines[0].rstrip().endswith((".", "!", "?", "”", '"', ",", ";"))


def _joined_block(block: list[str]) -> list[str]:
    if wrap_column("\n".join(block)) is None:
        return block
    prefix = _QUOTE_PREFIX.match(block[0])
    joined = block[0]
    for line in block[1:]:
        below = line[_prefix_end(line) :] if prefix else line.lstrip()
        joined = joined.rstrip()
        joined += line_separator(joined, below) + below
    return [joined]


def _prefix_end(line: str) -> int:
    found = _QUOTE_PREFIX.match(line)
    return found.end() if found else 0


def _fence_after(fence: str, mark: str) -> str:
    """Return the fence that is open after a line with ``mark``; empty if none is."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence
