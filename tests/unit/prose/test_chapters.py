"""Which chapter a place is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.chapters import chapter_at


@pytest.mark.parametrize(
    ("heading", "chapter"),
    [
        ("Chapter 12", 12),
        ("# Chapter Twelve: The ferry", 12),
        ("CHAPTER XIV.", 14),
        ("## 3. The mill", 3),
        ("# IV", 4),
        ("\\chapter{7}", 7),
        ("Kapitel 9", 9),
        ("第十二回 宴桃园豪杰三结义", 12),
        ("# 第3章", 3),
        ("第一百零二章", 102),
        ("第二十节", 20),
        ("Глава 5", 5),
    ],
)
def test_reads_the_heading_before_the_place(heading: str, chapter: int) -> None:
    assert chapter_at(f"Chapter 1\n\nShe rowed.\n\n{heading}\n\nThe old fer") == chapter


@pytest.mark.parametrize(
    "line",
    [
        "In chapter 12 she says so.",
        "Chapter houses are cold.",
        "# The mill",
        "12",
        "# I remember the mill",
        "# 1984 was a book",
        "他在第三章说过。",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert chapter_at(f"{line}\n\nShe") is None


def test_the_name_of_the_file_counts_without_a_heading() -> None:
    assert chapter_at("She rowed.", file_stem="07-the-ferry") == 7
    assert chapter_at("# Chapter 2\n", file_stem="07-the-ferry") == 2
    assert chapter_at("She rowed.", file_stem="ferry") is None


@given(st.integers(min_value=1, max_value=3999))
def test_roman_numbers_are_read_as_they_are_written(number: int) -> None:
    steps = [(1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")]
    steps += [(40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    roman, rest = "", number
    for value, letters in steps:
        roman += letters * (rest // value)
        rest %= value
    assert chapter_at(f"Chapter {roman}\n") == number


@given(st.text(alphabet="# \nChapter12第十回章IVX*{}\\", max_size=60))
def test_any_text_has_a_chapter_or_none(text: str) -> None:
    chapter = chapter_at(text)
    assert chapter is None or chapter >= 0
