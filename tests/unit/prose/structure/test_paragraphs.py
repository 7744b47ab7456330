"""The paragraph around a place. ‸ is the place, ⟦ ⟧ are the bounds that must be found."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.structure.paragraphs import paragraph_around

WRAPPED = (
    "The ferry had been late every day that week, and nobody on the\n"
    "landing stage asked any more. They stood with their backs to the\n"
    "wind and counted the gulls on the roof of the salt store."
)


def check(marked: str) -> None:
    text = marked.replace("⟦", "").replace("⟧", "").replace("‸", "")
    offset = marked.replace("⟦", "").replace("⟧", "").index("‸")
    start, end = paragraph_around(text, offset)
    assert f"{text[:start]}⟦{text[start:end]}⟧{text[end:]}" == marked.replace("‸", "")


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("⟦The cat ‸sat.⟧", id="whole text"),
        pytest.param("⟦‸⟧", id="empty text"),
        pytest.param("One.\n\n⟦Tw‸o.⟧\n\nThree.", id="between blank lines"),
        pytest.param("One.\n \t\n⟦‸Two.⟧\n　\nThree.", id="blank lines with spaces"),
        pytest.param("One.\n⟦‸⟧\nTwo.", id="on a blank line"),
        pytest.param("One.\n\n⟦Two.‸⟧\n", id="before the last line end"),
        pytest.param(f"A.\n\n⟦{WRAPPED}‸⟧\n\nB.", id="hard-wrapped"),
        pytest.param(f"⟦‸{WRAPPED}⟧", id="hard-wrapped, at its start"),
        pytest.param("⟦red leaf,\nwet s‸tone,\na heron⟧", id="verse"),
        pytest.param("# Dawn\n⟦It was ‸cold.⟧", id="below a heading"),
        pytest.param("⟦# Da‸wn⟧\nIt was cold.", id="in a heading"),
        pytest.param("⟦Da‸wn⟧\n====\nIt was cold.", id="underlined heading"),
        pytest.param("Buy:\n⟦- br‸ead\n  with seeds⟧\n- salt", id="list item"),
        pytest.param("1. bread\n⟦2. sa‸lt⟧", id="numbered list item"),
        pytest.param("Text.\n⟦> quo‸ted\n> more⟧\nText.", id="quotation"),
        pytest.param("⟦Te‸xt.⟧\n```py\nx\n```", id="before a fence"),
        pytest.param("⟦— Tu viens ?‸⟧\n— Non.", id="dialogue with dashes"),
        pytest.param("他走了。\n⟦她‸来了，说：“好。”⟧\n天黑了。", id="Chinese lines"),
        pytest.param(
            "　　他走了。\n⟦　　她来了。雨停了。‸⟧\n　　天黑了。", id="Chinese indented lines"
        ),
        pytest.param("「待て」\n⟦彼は‸言った。⟧\n雨だった。", id="Japanese lines"),
        pytest.param(
            "  He left.\n⟦  Sh‸e stayed where she was\nall day.⟧", id="first-line indents"
        ),
    ],
)
def test_finds_the_paragraph(marked: str) -> None:
    check(marked)


def test_each_line_is_a_paragraph_where_no_blank_line_ever_comes() -> None:
    lines = [f"The {number} lamps went out one by one. It was late." for number in range(60)]
    lines[20:40] = [f"Too late for number {number}, said the clerk." for number in range(20)]
    text = "\n".join(lines)
    start, end = paragraph_around(text, text.index("number 7") + 3)
    assert text[start:end] == "Too late for number 7, said the clerk."


def test_long_lines_are_paragraphs_without_blank_lines_between() -> None:
    line = "The water rose past the second mark. " * 8
    text = f"{line}\n{line}\n{line}"
    assert paragraph_around(text, len(line) + 5) == (len(line) + 1, 2 * len(line) + 1)


def test_a_long_hard_wrapped_paragraph_is_found_whole() -> None:
    text = "First.\n\n" + textwrap.fill("the water rose, and then it fell, " * 80, 60) + "\n\nLast."
    start, end = paragraph_around(text, len(text) // 2)
    assert text[:start] == "First.\n\n"
    assert text[end:] == "\n\nLast."


def test_a_short_block_of_one_sentence_a_line_is_one_paragraph() -> None:
    check("⟦The tide turned.\nWe ca‸st off and let her drift.\nNobody spoke.⟧\n\nThen it rained.")


def test_offset_outside_the_text_is_taken_to_its_border() -> None:
    assert paragraph_around("ab", -5) == paragraph_around("ab", 99) == (0, 2)


@given(st.text(alphabet="a。. \n>-#1|“　`"), st.integers(0, 60))
def test_bounds_hold_the_offset_and_whole_lines(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    start, end = paragraph_around(text, offset)
    assert 0 <= start <= offset <= end <= len(text)
    assert start == 0 or text[start - 1] == "\n"
    assert end == len(text) or text[end] == "\n"
    assert "\n\n" not in text[start:end]
