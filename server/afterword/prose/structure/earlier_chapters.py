"""The earlier chapters of a text: where each begins, and what it says."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import regex

from afterword.prose.structure.current_chapter import MAX_HEADING_CHARS, is_chapter_heading

MIN_CHAPTER_CHARS: Final = 300
"""Characters of the shortest chapter. Shorter texts between two headings are a title page, or the
name of a part above its first chapter."""
_CANDIDATE: Final = regex.compile(
    r"(?m)^[ \t\u3000]*(?:(?P<hashes>\#{1,6})[ \t]|\\(?P<command>part|chapter|section)\*?\{|[\p{L}*_])[^\n]*\n"
)
_COMMANDS: Final = {"part": 1, "chapter": 2, "section": 3}
_UNMARKED_LEVEL: Final = 1
"""The heading level of a line that names a chapter and has no block marker."""


def earlier_chapters(before: str, *, max_count: int) -> tuple[list[str], int]:
    """Return the chapters before the one that ``before`` ends in, and where that one begins.

    A heading counts when its line is complete; one that is being typed does not.

    Args:
        before: all text before a place, with LF line ends.
        max_count: the maximum number of chapters to return; the last ones are.
    """
    starts = _chapter_starts(before)
    if not starts:
        return [], 0
    bounds = [0, *starts] if starts[0] > 0 else starts
    spans = [span for span in pairwise(bounds) if span[1] - span[0] >= MIN_CHAPTER_CHARS]
    return [before[start:stop].strip() for start, stop in spans[-max_count:]], starts[-1]


def _chapter_starts(text: str) -> list[int]:
    """Return the offsets at which chapters begin."""
    headings = list(_headings(text))
    named = [level for _, level, is_named in headings if is_named]
    counts = Counter(level for _, level, _ in headings)
    if named:
        lowest = max(named)
    else:
        # The title's level occurs once. Of the levels that repeat, the highest one is used: parts
        # where a book has them, else chapters.
        repeated = [level for level, count in counts.items() if count > 1]
        lowest = min(repeated, default=0)
    return [offset for offset, level, _ in headings if level <= lowest]


def _headings(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the offset and the level of each heading, and whether it is named as a chapter."""
    for found in _CANDIDATE.finditer(text):
        line = found.group()
        if len(line) > MAX_HEADING_CHARS:
            continue
        is_named = is_chapter_heading(line.rstrip("\n"))
        if found["hashes"]:
            yield found.start(), len(found["hashes"]), is_named
        elif found["command"]:
            yield found.start(), _COMMANDS[found["command"]], found["command"] == "chapter"
        elif is_named:
            yield found.start(), _UNMARKED_LEVEL, is_named
