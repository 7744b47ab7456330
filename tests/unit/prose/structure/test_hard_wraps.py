"""Hard wraps: detecting, removing and inserting them."""

import textwrap

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.hard_wraps import line_prefix, unwrap, wrap, wrap_column

PROSE = (
    "Every autumn the men from the upper valley brought their sheep down to the ford, and every "
    "autumn my uncle stood on the bank with a stick and counted them, though nobody had asked him "
    "to and he never told anyone the number."
)
CHINESE = (
    "每年秋天，山上的人都把羊赶到渡口来。我叔叔拿着一根木棍站在岸边数羊，虽然没有人叫他数，"
    "他也从来不告诉别人数目。“一共多少？”我问过他一次。"
)
POEM = "Nothing but rain on the slates tonight,\nA candle, a cup, and the page gone white,\nAnd nobody due."
LOWER_POEM = "rain on the slates again, and nobody due\nthe cup\nthe page gone white as it does"
LIST = "- the first thing that we took along was a rope\n- the second thing that we took was salt"
CODE = "    first = open_the_gate(and_count=True)\n    second = close_the_gate_again(first)"
SENTENCES = "The ferry was late again this morning.\nThe men did not ask about it any more."


@pytest.mark.parametrize("column", [40, 60, 66, 72, 80, 100])
def test_finds_the_column_at_which_prose_was_wrapped(column: int) -> None:
    wrapped = textwrap.fill(PROSE, column)
    found = wrap_column(wrapped)
    assert found is not None
    assert textwrap.fill(PROSE, found) == wrapped


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(PROSE, id="one line"),
        pytest.param(f"{PROSE}\n{PROSE}", id="long lines"),
        pytest.param(POEM, id="verse with capitals"),
        pytest.param(LOWER_POEM, id="verse without capitals"),
        pytest.param("old pond\nfrog leaps in", id="short lines"),
        pytest.param(LIST, id="list"),
        pytest.param(CODE, id="indented code"),
        pytest.param(SENTENCES, id="a sentence a line"),
        pytest.param(textwrap.fill(PROSE, 60).replace("\n", "  \n"), id="hard breaks"),
        pytest.param("# A heading that is rather long for what it is\nand text", id="heading"),
        pytest.param("床前明月光，\n疑是地上霜。", id="Chinese verse"),
    ],
)
def test_finds_no_column_where_the_breaks_were_meant(text: str) -> None:
    assert wrap_column(text) is None
    assert unwrap(text) == text


@pytest.mark.parametrize("prefix", ["> ", "  ", "> > "])
def test_reads_prefixed_lines(prefix: str) -> None:
    wrapped = textwrap.indent(textwrap.fill(PROSE, 60), prefix)
    assert wrap_column(wrapped) is not None
    assert line_prefix(wrapped) == prefix
    assert unwrap(wrapped) == prefix + PROSE


@pytest.mark.parametrize("mark", ["- ", "12. "])
def test_reads_a_list_item_that_is_wrapped(mark: str) -> None:
    indent = " " * len(mark)
    wrapped = textwrap.fill(PROSE, 60, initial_indent=mark, subsequent_indent=indent)
    assert wrap_column(wrapped) is not None
    assert line_prefix(wrapped) == indent
    assert unwrap(wrapped) == mark + PROSE


def test_unwraps_paragraphs_and_leaves_all_else_alone() -> None:
    wrapped = textwrap.fill(PROSE, 60)
    fence = f"```text\n{wrapped}\n```"
    parts = ["# Ford", wrapped, POEM, LIST, fence, f"{CODE}\n", wrapped, ""]
    expected = ["# Ford", PROSE, POEM, LIST, fence, f"{CODE}\n", PROSE, ""]
    assert unwrap("\n\n".join(parts)) == "\n\n".join(expected)


def test_a_line_that_was_edited_to_be_a_little_short_is_forgiven() -> None:
    lines = textwrap.fill(PROSE, 44).split("\n")
    edited = "\n".join([lines[0], lines[1].replace("the upper valley", "a valley"), *lines[2:]])
    assert wrap_column(edited) is not None


def test_keeps_a_quotation_mark_on_each_line_that_is_not_joined() -> None:
    text = "> a short line\n> and a shorter"
    assert unwrap(text) == text


def test_unwraps_below_a_heading_and_between_list_items() -> None:
    wrapped = textwrap.fill(PROSE, 60)
    assert (
        unwrap(f"# Ford\n{wrapped}\n- a list\n- of two") == f"# Ford\n{PROSE}\n- a list\n- of two"
    )


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        pytest.param("and then", "he came", "and then he came", id="space between words"),
        pytest.param("a well-", "known man", "a well-known man", id="none after a hyphen"),
        pytest.param("he waited—", "and slept", "he waited—and slept", id="none after a dash"),
        pytest.param("he waited —", "and slept", "he waited — and slept", id="after a free dash"),
    ],
)
def test_joins_two_lines(above: str, below: str, joined: str) -> None:
    rest = "so long that the whole line is as wide as it can be made at all here"
    assert unwrap(f"{rest} {above}\n{below}").endswith(joined)


def test_chinese_lines_are_joined_without_a_space() -> None:
    wrapped = wrap(CHINESE, 40, start_column=0)
    assert "\n" in wrapped
    assert unwrap(wrapped) == CHINESE


@pytest.mark.parametrize(
    ("text", "column", "start_column", "wrapped"),
    [
        pytest.param(" and slept", 20, 5, " and slept", id="fits"),
        pytest.param(" and then slept", 12, 4, " and\nthen slept", id="breaks at a space"),
        pytest.param(" and slept", 12, 11, "\nand slept", id="breaks at once"),
        pytest.param("ard slept", 12, 12, "ard\nslept", id="never inside the typed word"),
        pytest.param(" one\n\nthree", 4, 0, " one\n\nthree", id="own breaks kept"),
        pytest.param(" incomprehensibly so", 6, 2, "\nincomprehensibly\nso", id="a word too long"),
        pytest.param("山上的人，来了", 8, 0, "山上的\n人，来了", id="no line begins with a comma"),
        pytest.param("他说：“好”", 8, 0, "他说：\n“好”", id="no line ends with an opening quote"),
        pytest.param("他等——等", 6, 0, "他等——\n等", id="a double dash stays whole"),
        pytest.param("on the Python山", 9, 0, "on the\nPython山", id="Latin and Chinese"),
        pytest.param(" four - five", 7, 0, " four -\nfive", id="a dash that fits"),
        pytest.param(" fours - five", 7, 0, " fours -\nfive", id="no line begins like a list item"),
        pytest.param(" born in 1984. He", 12, 0, " born in 1984.\nHe", id="nor like a number"),
    ],
)
def test_wraps_a_continuation(text: str, column: int, start_column: int, wrapped: str) -> None:
    assert wrap(text, column, start_column=start_column) == wrapped


def test_new_lines_begin_with_the_prefix() -> None:
    assert wrap(" and slept", 12, start_column=11, prefix="> ") == "\n> and slept"


@given(st.text(alphabet="ab港口，。“”é🙂 -—\n"), st.integers(4, 60), st.integers(0, 60))
def test_wrapping_only_changes_spaces(text: str, column: int, start_column: int) -> None:
    wrapped = wrap(text, column, start_column=start_column)
    assert "".join(wrapped.split()) == "".join(text.split())


@given(st.text(alphabet="ab港口，。“”é🙂 -—\n"), st.integers(4, 60), st.integers(0, 60))
def test_no_new_line_begins_with_closing_punctuation(
    text: str, column: int, start_column: int
) -> None:
    assume(
        "\n" not in text and not any(f"{space}{mark}" in text for space in " " for mark in "，。”—")
    )
    lines = wrap(text, column, start_column=start_column).split("\n")
    assert not any(line.startswith(("，", "。", "”")) for line in lines[1:])


@given(st.lists(st.text("abcdé", min_size=1, max_size=9), min_size=1), st.integers(30, 100))
def test_wrapped_words_fit_and_come_back(words: list[str], column: int) -> None:
    text = " ".join(words)
    wrapped = wrap(text, column, start_column=0)
    assert all(display_width(line) <= column for line in wrapped.split("\n"))
    assert unwrap(wrapped).split() == words


@given(st.text())
def test_unwrapping_only_changes_spaces(text: str) -> None:
    assert "".join(unwrap(text).split()) == "".join(text.split())
