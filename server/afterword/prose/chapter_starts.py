"""Where the chapters of a text begin, and the text of each. Follows a text that grows at its end.

A novel in one file is looked through once; while it is typed on, only its new lines are.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import regex

from afterword.prose.chapters import LONGEST_HEADING, names_chapter

FEWEST_CHARS: Final = 300
"""A shorter stretch is a title page, or a part's name over its first chapter."""
_CANDIDATE: Final = regex.compile(
    r"(?m)^[ \t\u3000]*(?:(?P<hashes>\#{1,6})[ \t]|\\(?P<command>part|chapter|section)\*?\{|[\p{L}*_])[^\n]*\n"
)
_COMMANDS: Final = {"part": 1, "chapter": 2, "section": 3}
_PLAIN: Final = 1
"""The level of a line that names a chapter and has no marks."""


class ChapterStarts:
    """The chapters of one document before a cursor; it may be asked about any place, in any order."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known = ""
        self._headings: list[tuple[int, int, bool]] = []
        """Of ``_known``: offset, level, and whether it names itself a chapter."""
        self._chapters: dict[tuple[int, int], str] = {}
        """Kept, so that each is one object, whose hash is known."""

    def earlier(self, before: str, *, most: int) -> tuple[list[str], int]:
        """Return the last chapters before the one that ``before`` ends in, and where that begins.

        A heading counts with its own line, so that one that is being typed does not.

        Args:
            before: all text before the cursor, with LF line ends.
            most: so many chapters are wanted.
        """
        end = before.rfind("\n") + 1
        self._look_through(before, end)
        starts = self._starts(end)
        if not starts:
            return [], 0
        bounds = [0, *starts] if starts[0] > 0 else starts
        spans = [span for span in pairwise(bounds) if span[1] - span[0] >= FEWEST_CHARS]
        return [self._chapter(start, stop) for start, stop in spans[-most:]], starts[-1]

    def _look_through(self, before: str, end: int) -> None:
        """Make ``_known`` begin with the whole lines of ``before``."""
        known = self._known
        if len(known) >= end and known.startswith(before[:end]):
            return
        if not (len(known) <= end and before.startswith(known)):
            known, self._headings, self._chapters = "", [], {}
        self._headings.extend(_headings(before[:end], len(known)))
        self._known = before[:end]

    def _starts(self, end: int) -> list[int]:
        """Return where chapters begin in the first ``end`` characters."""
        headings = [each for each in self._headings if each[0] < end]
        named = [level for _, level, is_named in headings if is_named]
        counts = Counter(level for _, level, _ in headings)
        if named:
            lowest = max(named)
        else:
            # A title stands alone; of a book's parts and chapters the parts come first.
            repeated = [level for level, count in counts.items() if count > 1]
            lowest = min(repeated, default=0)
        return [offset for offset, level, _ in headings if level <= lowest]

    def _chapter(self, start: int, stop: int) -> str:
        text = self._chapters.get((start, stop))
        if text is None:
            text = self._chapters[start, stop] = self._known[start:stop].strip()
        return text


def _headings(text: str, start: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the headings from a line's start on."""
    for found in _CANDIDATE.finditer(text, start):
        line = found.group()
        if len(line) > LONGEST_HEADING:
            continue
        is_named = names_chapter(line.rstrip("\n"))
        if found["hashes"]:
            yield found.start(), len(found["hashes"]), is_named
        elif found["command"]:
            yield found.start(), _COMMANDS[found["command"]], found["command"] == "chapter"
        elif is_named:
            yield found.start(), _PLAIN, is_named
