"""The place where a paragraph goes on, or where the next one begins."""

from typing import Final

import regex

from afterword.prose.structure.block_markers import (
    indent_of,
    is_dialogue_line,
    is_heading,
    is_rule,
    separates_blocks,
)
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.prose.structure.sentences import ends_sentence, sentence_ends
from afterword.prose.structure.table_rows import end_of_cell, end_of_table, is_in_table_row
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import InsertionPoint, place_after
from afterword.writing.task import Task

LOOK_AROUND_CHARS: Final = 20_000
"""Characters on each side in which a paragraph's ends are looked for; a longer one ends there."""
_ONLY_CLOSERS: Final = regex.compile(r"[\s\p{Pe}\p{Pf}\p{Pi}\"'*_~]*\Z")
"""Marks that close what is open at the cursor, as editors put them there: the text goes inside."""


def find_place(passage: Passage, task: Task = Task.CONTINUE) -> InsertionPoint:
    """Return where a paragraph goes on, or where the one after it begins."""
    return _next_place(passage) if task is Task.NEXT else _continued_place(passage)


def is_title(line: str, below: str) -> bool:
    """Return whether a line is a heading, with ``#`` or underlined."""
    is_underline = is_rule(below) and len(set(below.strip())) == 1 and below.strip()[0] in "=-"
    return is_heading(line) or ("\n" not in line and is_underline)


def _continued_place(passage: Passage) -> InsertionPoint:
    """Return the first place from the cursor on where no sentence is broken.

    That is the cursor itself at the end of a paragraph and between two sentences; in the middle
    of a sentence, the end of this sentence; else the end of the paragraph.
    """
    if is_in_table_row(passage.before, passage.after):
        cell = passage.after[: end_of_cell(passage.after)]
        return place_after(passage, len(cell.rstrip()))
    line_start = passage.before.rfind("\n") + 1
    line_rest, _, further = passage.after.partition("\n")
    underline = further.partition("\n")[0]
    line = passage.before[line_start:] + line_rest
    if line.strip() and is_title(line, underline):
        # A heading is not continued: the text goes under it.
        end = len(line_rest) if is_heading(line) else len(line_rest) + 1 + len(underline)
        below = passage.after[end + 1 :].partition("\n")[0]
        return place_after(passage, end, lead="\n\n", trail="\n" if below.strip() else "")
    if _parts_paragraphs(passage):
        return place_after(passage, 0, lead="\n", trail="\n")
    return place_after(passage, _chars_to_move(passage.before, passage.after))


def _parts_paragraphs(passage: Passage) -> bool:
    """Return whether the cursor is on the only blank line between two paragraphs.

    Text on it would make one paragraph of the two, unless each line of the document is a paragraph.
    """
    above = passage.before[-LOOK_AROUND_CHARS:].split("\n")
    below = passage.after[:LOOK_AROUND_CHARS].split("\n")
    if above[-1].strip() or below[0].strip() or len(above) < 2 or len(below) < 2:
        return False
    if not above[-2].strip() or not below[1].strip():
        return False
    others = (*above[:-1], *below[1:])
    return len(others) == 2 or any(not line.strip() for line in others[:-1])


def _next_place(passage: Passage) -> InsertionPoint:
    """Return the end of the cursor's paragraph, with the document's paragraph break as lead."""
    if is_in_table_row(passage.before, passage.after):
        end = end_of_table(passage.after)
        below = passage.after[end + 1 :].partition("\n")[0]
        return place_after(passage, end, lead="\n\n", trail="\n" if below.strip() else "")
    near_before = passage.before[-LOOK_AROUND_CHARS:]
    window, cursor = near_before + passage.after[:LOOK_AROUND_CHARS], len(near_before)
    first, last = paragraph_around(window, cursor)
    paragraph = window[first:last]
    above = "".join(window[:first].split("\n")[-2:-1])
    below = window[last + 1 :].partition("\n")[0] if last < len(window) else ""
    if not paragraph.strip() or is_title(paragraph, below):
        return _continued_place(passage)  # there the next paragraph is what comes anyway
    # Lines that stand close are paragraphs of their own, as in Chinese novels, unless they are rules,
    # list items and the like: those stand close to any paragraph.
    if any(_stands_close(line, paragraph) for line in (above, below)):
        lead, trail = "\n", ""
    else:
        lead, trail = "\n\n", "\n" if below.strip() else ""
    return place_after(
        passage, max(0, last - cursor), lead=lead + indent_of(paragraph), trail=trail
    )


def _stands_close(line: str, paragraph: str) -> bool:
    """Return whether a neighbouring line, with no blank line between, is a paragraph like this one."""
    if is_dialogue_line(line) and is_dialogue_line(paragraph):
        return True
    return (
        bool(line.strip())
        and not separates_blocks(line, paragraph)
        and not separates_blocks(paragraph, line)
    )


def _chars_to_move(before: str, after: str) -> int:
    near_before, near_after = before[-LOOK_AROUND_CHARS:], after[:LOOK_AROUND_CHARS]
    cursor = len(near_before)
    first, last = paragraph_around(near_before + near_after, cursor)
    rest = near_after[: max(0, last - cursor)]
    own = near_before[first:].rstrip()
    if _ONLY_CLOSERS.match(rest) or not own or ends_sentence(own):
        return 0
    ends = [end for end in sentence_ends(rest, before=near_before) if rest[:end].strip()]
    return ends[0] if ends else len(rest.rstrip())
