"""The line layout around a place, so that added text is wrapped and indented alike."""

from dataclasses import dataclass

from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.hard_wraps import line_prefix, wrap_column
from afterword.prose.structure.paragraphs import paragraph_around

LOOK_BACK_CHARS = 4000
"""Characters on each side of a place in which the layout is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLayout:
    """The wrapping and indenting of lines around a place in a document."""

    column: int | None
    """The hard-wrap column, in display columns; None where lines are not wrapped."""
    prefix: str = ""
    """The start of each further line: an indent, or Markdown's quotation marks."""
    has_short_lines: bool
    """Whether the paragraph has lines that were broken on purpose, as verse and lists have."""


def read_layout(before: str, after: str) -> LineLayout:
    """Return the layout of the cursor's paragraph; if that is one line, of the ones before it."""
    start = max(0, len(before) - LOOK_BACK_CHARS)
    window = before[start:] + after[:LOOK_BACK_CHARS]
    cursor = len(before) - start
    if _is_new_line_under_text(window, cursor):
        cursor -= 1  # a verse, or a wrapped paragraph, that is about to get another line
    first, last = paragraph_around(window, cursor)
    paragraph = window[first:last].strip("\n")
    column = wrap_column(paragraph)
    if column is not None or "\n" in paragraph:
        prefix = line_prefix(paragraph)
        return LineLayout(column=column, prefix=prefix, has_short_lines=column is None)
    for earlier in reversed(window[:first].split("\n\n")):
        if "\n" in earlier.strip("\n"):
            return LineLayout(column=wrap_column(earlier.strip("\n")), has_short_lines=False)
    return LineLayout(column=None, has_short_lines=False)


def _is_new_line_under_text(window: str, cursor: int) -> bool:
    """Return whether the cursor is on an empty line right under two lines of text."""
    above = window[:cursor].split("\n")
    is_empty = not above[-1] and window[cursor : cursor + 1] in {"", "\n"}
    return is_empty and len(above) > 2 and all(line.strip() for line in above[-3:-1])


def columns_left(before: str, layout: LineLayout) -> int | None:
    """Return the free display columns on the cursor's line; None where lines are not wrapped."""
    if layout.column is None:
        return None
    return max(0, layout.column - current_column(before))


def current_column(before: str) -> int:
    """Return the display width of the line up to the cursor."""
    return display_width(before[before.rfind("\n") + 1 :])
