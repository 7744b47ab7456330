"""Lines through edits, and columns in every unit an editor may count in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.lsp.core.line_index import ColumnUnit, LineIndex, LinePosition, split_lines

ALPHABET = "ab é—好😀\u0301\n\r\u2028\u0085\f\v\x1c"
TEXTS = st.text(alphabet=ALPHABET, max_size=30)
UNITS = st.sampled_from(list(ColumnUnit))
CODECS = {ColumnUnit.UTF8: "utf-8", ColumnUnit.UTF16: "utf-16-le", ColumnUnit.UTF32: "utf-32-le"}
UNIT_BYTES = {ColumnUnit.UTF8: 1, ColumnUnit.UTF16: 2, ColumnUnit.UTF32: 4}


def naive_lines(text: str) -> list[str]:
    """Read one character after another; as slow and as plain as it gets."""
    lines, current = list[str](), ""
    for index, char in enumerate(text):
        current += char
        if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
            lines.append(current)
            current = ""
    return [*lines, current]


def naive_offset(text: str, line: int, units: int, unit: ColumnUnit) -> int:
    lines = naive_lines(text)
    if line >= len(lines):
        return len(text)
    content, column, taken = lines[line].rstrip("\r\n"), 0, 0
    for char in content:
        taken += len(char.encode(CODECS[unit])) // UNIT_BYTES[unit]
        if taken > units:
            break
        column += 1
    return sum(map(len, lines[:line])) + column


def lines_of(lines: LineIndex) -> list[str]:
    """Cut the text where its lines start."""
    last = lines.place_of(len(lines.text)).line
    starts = [lines.offset_of(LinePosition(line, 0)) for line in range(last + 1)]
    return [lines.text[start:end] for start, end in pairwise([*starts, len(lines.text)])]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("", [""], id="empty"),
        pytest.param("a\n", ["a\n", ""], id="line end at the end"),
        pytest.param("a\r\nb", ["a\r\n", "b"], id="crlf"),
        pytest.param("a\rb\r", ["a\r", "b\r", ""], id="lone cr"),
        pytest.param("a\r\r\nb\n\r", ["a\r", "\r\n", "b\n", "\r", ""], id="cr before crlf"),
        pytest.param("a\u2028b\u2029c\u0085d", ["a\u2028b\u2029c\u0085d"], id="unicode separators"),
        pytest.param("a\fb\vc\x1cd\x1de\x1ef", ["a\fb\vc\x1cd\x1de\x1ef"], id="control characters"),
    ],
)
def test_splits_at_the_line_ends_of_lsp_only(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines


@given(TEXTS)
def test_splits_any_text_like_the_naive_reader(text: str) -> None:
    assert split_lines(text) == naive_lines(text)


@pytest.mark.parametrize(
    ("unit", "units"),
    [(ColumnUnit.UTF8, 8), (ColumnUnit.UTF16, 4), (ColumnUnit.UTF32, 3)],
    ids=["utf-8", "utf-16", "utf-32"],
)
def test_counts_columns_in_the_editors_units(unit: ColumnUnit, units: int) -> None:
    lines = LineIndex("x\na好😀b")
    place = lines.place_at(1, units, unit)
    assert place == LinePosition(1, 3)
    assert lines.units_at(place, unit) == units
    assert lines.offset_of(place) == 5


@pytest.mark.parametrize(
    ("line", "units", "offset"),
    [
        pytest.param(0, 99, 3, id="past the line's end"),
        pytest.param(0, 4, 3, id="between cr and lf"),
        pytest.param(1, 2, 6, id="in the middle of an emoji"),
        pytest.param(2, 0, 8, id="on the last, empty line"),
        pytest.param(7, 3, 8, id="past the last line"),
    ],
)
def test_clamps_a_place_outside_the_text(line: int, units: int, offset: int) -> None:
    lines = LineIndex("abc\r\nd😀\n")
    assert lines.offset_of(lines.place_at(line, units, ColumnUnit.UTF16)) == offset


def test_no_place_stands_inside_a_crlf() -> None:
    assert LineIndex("ab\r\ncd").place_of(3) == LinePosition(0, 2)


@pytest.mark.parametrize(
    ("before", "start", "end", "new", "after"),
    [
        pytest.param("a\rb\n", (1, 0), (1, 1), "", ["a\r\n", ""], id="joins cr and lf"),
        pytest.param("a\rb", (1, 0), (1, 0), "\n", ["a\r\n", "b"], id="lf after cr"),
        pytest.param("a\nb\nc", (0, 1), (2, 0), "", ["ac"], id="joins three lines"),
        pytest.param("ab", (0, 1), (0, 1), "\n\r", ["a\n", "\r", "b"], id="splits"),
        pytest.param("abc", (0, 2), (0, 1), "x", ["axc"], id="ends swapped"),
        pytest.param("a\n", (1, 0), (1, 0), "b", ["a\n", "b"], id="at the end"),
    ],
)
def test_keeps_lines_whole_through_an_edit(
    before: str, start: tuple[int, int], end: tuple[int, int], new: str, after: list[str]
) -> None:
    lines = LineIndex(before)
    lines.replace(LinePosition(*start), LinePosition(*end), new)
    assert lines_of(lines) == after
    assert lines.text == "".join(after)


@given(st.data())
def test_random_edits_agree_with_a_plain_string(data: st.DataObject) -> None:
    unit = data.draw(UNITS)
    text = data.draw(TEXTS)
    lines = LineIndex(text)
    numbers = st.integers(min_value=0, max_value=8)
    for _ in range(data.draw(st.integers(min_value=1, max_value=6))):
        positions = sorted(
            data.draw(st.tuples(st.tuples(numbers, numbers), st.tuples(numbers, numbers)))
        )
        offsets = [naive_offset(text, *position, unit) for position in positions]
        new = data.draw(TEXTS)
        start, end = (lines.place_at(*position, unit) for position in positions)
        assert [lines.offset_of(start), lines.offset_of(end)] == offsets
        lines.replace(start, end, new)
        text = text[: offsets[0]] + new + text[offsets[1] :]
        assert lines_of(lines) == naive_lines(text)
        assert lines.text == text


@given(TEXTS, UNITS, st.integers(min_value=0, max_value=40))
def test_an_offset_survives_the_way_to_the_editor_and_back(
    text: str, unit: ColumnUnit, offset: int
) -> None:
    lines = LineIndex(text)
    place = lines.place_of(offset)
    returned = lines.offset_of(lines.place_at(place.line, lines.units_at(place, unit), unit))
    is_inside_crlf = text[offset - 1 : offset + 1] == "\r\n" and offset > 0
    assert returned == min(offset, len(text)) - is_inside_crlf
