"""The line layout around a cursor."""

import pytest

from afterword.writing.paragraph.line_layout import columns_left, read_layout

WRAPPED = (
    "The wind had gone round to the north in the\n"
    "night, and by the morning all of the puddles\n"
    "in the lane were hard and white as old bone"
)
QUOTED = "\n".join(f"> {line}" for line in WRAPPED.splitlines())


@pytest.mark.parametrize(
    ("text", "is_wrapped", "prefix", "has_short_lines"),
    [
        pytest.param(f"{WRAPPED}‸", True, "", False, id="wrapped"),
        pytest.param(f"{QUOTED}‸", True, "> ", False, id="wrapped-quotation"),
        pytest.param(f"{WRAPPED}\n\nIt was ‸", True, "", False, id="as-the-paragraph-before"),
        pytest.param("One long line.‸", False, "", False, id="one-line"),
        pytest.param("Roses are red,\nViolets are blue,\n‸", False, "", True, id="next-verse"),
        pytest.param("Roses are red,\nViolets are ‸", False, "", True, id="verse"),
        pytest.param("‸", False, "", False, id="empty"),
    ],
)
def test_reads_the_layout(
    text: str, prefix: str, *, is_wrapped: bool, has_short_lines: bool
) -> None:
    before, _, after = text.partition("‸")
    layout = read_layout(before, after)
    assert (layout.column is not None) == is_wrapped
    assert layout.has_short_lines == has_short_lines
    assert layout.prefix == prefix


def test_columns_left_are_counted_from_the_cursor() -> None:
    layout = read_layout(WRAPPED, "")
    assert layout.column is not None
    assert columns_left("x\n好" * 1, layout) == layout.column - 2
    assert columns_left("x" * 500, layout) == 0
