"""The gap between two paragraphs at a cursor, and the breaks that part a new one from both."""

from typing import Final

from afterword.prose.characters.character_classes import is_word_char
from afterword.prose.structure.block_markers import (
    indent_of,
    is_fence,
    is_list_item,
    is_rule,
    is_table_row,
)
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import InsertionPoint, place_after
from afterword.writing.places.paragraph_end import LOOK_AROUND_CHARS, is_title

_BLOCKS: Final = (is_rule, is_fence, is_table_row, is_list_item)


def find_gap(passage: Passage) -> InsertionPoint | None:
    """Return where a paragraph fits between two others; None if there are none, or no gap here.

    The cursor is at the end of the one above, or on an empty line. The place's ``before`` ends with
    the document's paragraph break, and ``trail`` with ``after`` begins with it.
    """
    before = passage.before[-LOOK_AROUND_CHARS:]
    after = passage.after[:LOOK_AROUND_CHARS]
    window, above, below = before + after, before.rstrip(), after.lstrip()
    breaks_above = before[len(above) :].count("\n")
    breaks_below = after[: len(after) - len(below)].count("\n")
    below_at = len(window) - len(below)
    if not (above and below and breaks_below and _parts_prose(window, len(above), below_at)):
        return None
    is_tight = breaks_above + breaks_below <= 2
    stand_close = is_tight and (
        breaks_above + breaks_below == 1 or _is_one_of_many_lines(window, len(above))
    )
    parting = 1 if stand_close else 2
    lead = "\n" * max(0, parting - breaks_above)
    if lead or before.endswith("\n"):
        lead += indent_of(window[window.rfind("\n", 0, below_at) + 1 :])
    return place_after(passage, 0, lead=lead, trail="\n" * max(0, parting - breaks_below))


def _parts_prose(window: str, above_end: int, below_at: int) -> bool:
    """Return whether one paragraph of prose ends where the gap begins, and one begins behind it."""
    start, end = paragraph_around(window, above_end)
    if window[above_end:end].strip():
        return False  # only a line of it ends here
    below_start, below_end = paragraph_around(window, below_at)
    rest = window[below_end + 1 :].partition("\n")[0]
    below = window[below_start:below_end]
    return _is_prose(window[start:above_end]) and _is_prose(below, line_below=rest)


def _is_prose(paragraph: str, *, line_below: str = "") -> bool:
    line = paragraph.partition("\n")[0]
    if is_title(paragraph, line_below) or any(is_block(line) for is_block in _BLOCKS):
        return False
    return any(map(is_word_char, paragraph))


def _is_one_of_many_lines(window: str, above_end: int) -> bool:
    """Return whether each line is a paragraph here, so that the only empty line is to be filled."""
    start, _ = paragraph_around(window, above_end)
    line_above = window[:start].split("\n")[-2:-1]
    return "\n" not in window[start:above_end] and bool("".join(line_above).strip())
