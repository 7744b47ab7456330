"""A text as lines that can be edited anywhere, and the columns that editors count in.

Lines end only at LF, CRLF and CR (LSP 3.17, "Text Documents"). Knows nothing of messages.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, islice

_AFTER_LONE_RETURN = re.compile(r"(?<=\r)(?!\n)")


class ColumnUnit(StrEnum):
    """What an editor counts a column in; the values are LSP's ``PositionEncodingKind``."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class LinePosition:
    """A place in a text. ``column`` counts code points from the start of the line."""

    line: int
    column: int


class LineIndex:
    """A text that keeps its lines through edits.

    An edit costs what it touches, not what the document holds: a keystroke in 1.2 MB must not wait
    for 1.2 MB to be split again. There is always a last line, which has no line end.
    """

    __slots__ = ("_lines", "_starts", "_text")

    def __init__(self, text: str) -> None:
        """Split ``text``."""
        self._lines = split_lines(text)
        self._text: str | None = text
        self._starts = [0]  # char offsets of the first lines; what an edit moves is dropped

    @property
    def text(self) -> str:
        """The whole text."""
        if self._text is None:
            self._text = "".join(self._lines)
        return self._text

    def place_at(self, line: int, units: int, unit: ColumnUnit) -> LinePosition:
        """Return the place an editor means; past the end of a line or text means that end."""
        if line >= len(self._lines):
            last = len(self._lines) - 1
            return LinePosition(last, len(self._lines[last]))
        content = self._lines[line].rstrip("\r\n")
        return LinePosition(line, _code_points(content, units, unit))

    def units_at(self, place: LinePosition, unit: ColumnUnit) -> int:
        """Return the column of ``place`` in the editor's units."""
        return _units(self._lines[place.line][: place.column], unit)

    def offset_of(self, place: LinePosition) -> int:
        """Return how many characters stand before ``place``."""
        self._find_starts(place.line)
        return self._starts[place.line] + place.column

    def place_of(self, char_offset: int) -> LinePosition:
        """Return the place that has ``char_offset`` characters before it, within the text.

        Inside a CRLF is no place: the one before it is returned.
        """
        if self._starts[-1] <= char_offset:
            self._find_starts(len(self._lines) - 1)
        line = max(0, bisect_right(self._starts, char_offset) - 1)
        content = self._lines[line].rstrip("\r\n")
        return LinePosition(line, max(0, min(char_offset - self._starts[line], len(content))))

    def replace(self, start: LinePosition, end: LinePosition, text: str) -> None:
        """Put ``text`` in place of what stands between two places."""
        if end < start:
            start, end = end, start
        first = start.line
        region = self._lines[first][: start.column] + text + self._lines[end.line][end.column :]
        if first > 0 and region.startswith("\n") and self._lines[first - 1].endswith("\r"):
            first -= 1  # the edit has joined a \r and a \n into one line end
            region = self._lines[first] + region
        lines = split_lines(region)
        if end.line < len(self._lines) - 1:
            lines.pop()  # the region ends with a line end; what follows it is the next line
        self._lines[first : end.line + 1] = lines
        del self._starts[first + 1 :]
        self._text = None

    def _find_starts(self, line: int) -> None:
        known = len(self._starts)
        if line >= known:
            lengths = map(len, self._lines[known - 1 : line])
            self._starts += islice(accumulate(lengths, initial=self._starts[-1]), 1, None)


def split_lines(text: str) -> list[str]:
    """Split after each line end, keeping it. The last line is what follows the last line end."""
    *whole, last = text.split("\n")
    lines = [f"{line}\n" for line in whole]
    lines.append(last)
    if "\r" not in text:
        return lines
    return [part for line in lines for part in _split_after_lone_returns(line)]


def _split_after_lone_returns(line: str) -> list[str]:
    return _AFTER_LONE_RETURN.split(line) if "\r" in line.removesuffix("\r\n") else [line]


def _code_points(content: str, units: int, unit: ColumnUnit) -> int:
    """Return how many characters fit into ``units``; half a character does not count."""
    if unit is ColumnUnit.UTF32 or content.isascii():
        return min(units, len(content))
    if unit is ColumnUnit.UTF8:
        return len(content.encode()[:units].decode(errors="ignore"))
    return len(content.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore"))


def _units(content: str, unit: ColumnUnit) -> int:
    if unit is ColumnUnit.UTF32 or content.isascii():
        return len(content)
    if unit is ColumnUnit.UTF8:
        return len(content.encode())
    return len(content.encode("utf-16-le")) // 2
