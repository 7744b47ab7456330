"""Rows of tables, also those that are being typed."""

import pytest

from afterword.prose.structure.table_rows import end_of_cell, end_of_table, is_in_table_row

HEAD = "| Bird | Place |\n|---|---|\n"


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("| Reed | on the bank of the ‸", id="the only row"),
        pytest.param(f"{HEAD}| Reed | on the ‸", id="under a head"),
        pytest.param(f"{HEAD}| Re‸", id="first cell"),
        pytest.param(f"{HEAD}| Reed | on the ‸ |\n| Heron | there |", id="closed row"),
        pytest.param("Bird | Place\n---|---\nReed | on the ‸", id="without outer bars"),
        pytest.param("Bird | Place\n---|---\nRe‸", id="first cell without outer bars"),
        pytest.param("| a | b |\n|---+---|\n| c | d‸", id="Org"),
        pytest.param("+---+---+\n| a | b‸ |\n+---+---+", id="reStructuredText"),
        pytest.param("|===\n|a |b‸", id="AsciiDoc"),
    ],
)
def test_a_row_is_known(marked: str) -> None:
    before, _, after = marked.partition("‸")
    assert is_in_table_row(before, after)


@pytest.mark.parametrize(
    "marked",
    [
        "She left ‸",
        "either | or ‸",
        f"{HEAD}\nShe left ‸",
        f"{HEAD}She ‸",
        "either | or\nShe ‸",
        "| A line of verse‸",
    ],
)
def test_other_lines_are_none(marked: str) -> None:
    before, _, after = marked.partition("‸")
    assert not is_in_table_row(before, after)


def test_a_cell_ends_before_its_bar_and_a_table_with_its_last_row() -> None:
    assert end_of_cell("the river | x |\n") == len("the river ")
    assert end_of_cell(r"a \| b") == len(r"a \| b")
    after = " there |\n| Heron | here |\n\nShe left."
    assert after[: end_of_table(after)] == " there |\n| Heron | here |"
    assert end_of_table(" there |") == len(" there |")
