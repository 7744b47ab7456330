"""How the writer lays out their lines, so that what is added is laid out alike."""

from dataclasses import dataclass

from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.hard_wraps import line_prefix, wrap_column
from afterword.prose.structure.paragraphs import paragraph_around

LOOK_BACK_CHARS = 4000
"""How far before the cursor other paragraphs are looked at for their wrapping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The lines around a place in a document."""

    column: int | None
    """Where lines are hard-wrapped, in display columns; None where they are not."""
    prefix: str = ""
    """What each further line begins with: an indent, or quotation marks."""
    has_short_lines: bool
    """Verse, lists: the paragraph has several lines that were broken on purpose."""


def read_layout(before: str, after: str) -> Layout:
    """Look at the cursor's paragraph; if it is one line, at the ones before it."""
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
        return Layout(column=column, prefix=prefix, has_short_lines=column is None)
    for earlier in reversed(window[:first].split("\n\n")):
        if "\n" in earlier.strip("\n"):
            return Layout(column=wrap_column(earlier.strip("\n")), has_short_lines=False)
    return Layout(column=None, has_short_lines=False)


def _is_new_line_under_text(window: str, cursor: int) -> bool:
    """Tell whether the cursor is on an empty line right under two lines of text."""
    above = window[:cursor].split("\n")
    is_empty = not above[-1] and window[cursor : cursor + 1] in {"", "\n"}
    return is_empty and len(above) > 2 and all(line.strip() for line in above[-3:-1])


def columns_left(before: str, layout: Layout) -> int | None:
    """Return how many display columns are free on the cursor's line; None where it is not wrapped."""
    if layout.column is None:
        return None
    return max(0, layout.column - current_column(before))


def current_column(before: str) -> int:
    """Return the display width of the line up to the cursor."""
    return display_width(before[before.rfind("\n") + 1 :])
