"""Block markers: whether a line is a list item, a heading, a block quotation, a fence or a table row.

The markers are Markdown's, which plain text uses too. Only single lines are looked at.
"""

from typing import Final

import regex

_LIST_ITEM: Final = regex.compile(r"[ \t]*(?:[-+*•‣]|\p{Nd}{1,4}[.)、]|[\p{L}][)]|#\.)[ \t]+\S")
_EMPTY_LIST_ITEM: Final = regex.compile(r"[ \t]*(?:[-+*•]|\p{Nd}{1,4}[.)])[ \t]*\Z")
_HEADING: Final = regex.compile(r" {0,3}#{1,6}(?:[ \t]|\Z)")
_UNDERLINE: Final = regex.compile(r" {0,3}(?:={2,}|-{2,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})[ \t]*\Z")
_QUOTE: Final = regex.compile(r" {0,3}>")
_FENCE: Final = regex.compile(r"[ \t]*(?:`{3,}|~{3,})")
_TABLE_ROW: Final = regex.compile(
    r"[ \t]*(?:\|[^|\n]*\||\|===|\+(?:[-=]+\+)+[ \t]*\Z|:?-+:?[ \t]*\|[ \t|:-]*\Z)"
)
_DIALOGUE: Final = regex.compile(r"[ \t\u3000]*[—–―](?!\p{Pd})[ \t\u00a0]?[\p{L}¿¡«“\"…]")
_INDENT: Final = regex.compile(r"[ \t\u3000]*")


def is_list_item(line: str) -> bool:
    """Tell whether ``line`` begins a list item, or is a list marker without text."""
    return _LIST_ITEM.match(line) is not None or _EMPTY_LIST_ITEM.match(line) is not None


def is_heading(line: str) -> bool:
    """Tell whether ``line`` is a Markdown heading with ``#``."""
    return _HEADING.match(line) is not None


def is_rule(line: str) -> bool:
    """Tell whether ``line`` is a thematic break or the underline of a heading."""
    return _UNDERLINE.match(line) is not None


def is_block_quotation(line: str) -> bool:
    """Tell whether ``line`` belongs to a Markdown block quotation."""
    return _QUOTE.match(line) is not None


def is_fence(line: str) -> bool:
    """Tell whether ``line`` opens or closes fenced code."""
    return _FENCE.match(line) is not None


def is_table_row(line: str) -> bool:
    """Tell whether ``line`` is a table row that begins with a bar, or a rule between rows.

    The row may be half typed: one cell is closed.
    """
    return _TABLE_ROW.match(line) is not None


def is_dialogue_line(line: str) -> bool:
    """Tell whether ``line`` is dialogue that begins with a dash, as in French or Spanish."""
    return _DIALOGUE.match(line) is not None


def indent_of(line: str) -> str:
    """Return the spaces, tabs and ideographic spaces that ``line`` begins with."""
    found = _INDENT.match(line)
    return found.group() if found else ""


def separates_blocks(above: str, below: str) -> bool:
    """Tell whether two neighbouring lines belong to different blocks, by their block markers."""
    if is_heading(above) or is_rule(above) or is_fence(above) or is_table_row(above):
        return True
    if is_list_item(below) or is_heading(below) or is_rule(below) or is_fence(below):
        return True
    if is_table_row(below) or is_dialogue_line(below):
        return True
    return is_block_quotation(above) != is_block_quotation(below)
