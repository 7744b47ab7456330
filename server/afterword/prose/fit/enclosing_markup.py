"""Enclosing markup: the table cell or the emphasis that a place is in, and that text must not end."""

from typing import Final

from afterword.prose.structure.emphasis import part_within_emphasis
from afterword.prose.structure.table_rows import end_of_cell, is_behind_outer_bar, is_in_table_row

_NEAR_CHARS: Final = 2_000
"""Characters on each side in which emphasis may begin and end."""


def part_inside(text: str, before: str, after: str, *, language_id: str) -> str:
    """Return ``text`` up to what would end the cell or the emphasis between ``before`` and ``after``.

    ``language_id`` is the LSP language id of the document, which says what emphasises.
    """
    if is_in_table_row(before, after) or is_behind_outer_bar(before):
        return text[: end_of_cell(text)]
    return part_within_emphasis(text, before[-_NEAR_CHARS:], after[:_NEAR_CHARS], language_id)
