"""The number of the chapter that a place is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.structure.current_chapter import chapter_number_at


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
        ("Chapter Twenty-One", 21),
        ("chapter thirty", 30),
        ("Chapter 12 The Ferry", 12),
        ("第三章 雪夜", 3),
        ("第三章雪夜", 3),
        ("**Chapter 4**", 4),
    ],
)
def test_reads_the_heading_before_the_place(heading: str, chapter: int) -> None:
    assert chapter_number_at(f"Prologue\n\nShe rowed.\n\n{heading}\n\nThe old fer") == chapter


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
        "第三章说过的话，他都记得。",
        "Chapter 12 was the worst of it, she thought, and",
        "## 2024-05-03",
        "# C. elegans",
        "# MIX",
        "# CIVIC",
    ],
)
def test_prose_is_no_heading(line: str) -> None:
    assert chapter_number_at(f"{line}\n\nShe") is None


def test_the_name_of_the_file_counts_without_a_heading() -> None:
    assert chapter_number_at("She rowed.", file_stem="07-the-ferry") == 7
    assert chapter_number_at("# Chapter 2\n", file_stem="07-the-ferry") == 2
    assert chapter_number_at("She rowed.", file_stem="第十二章") == 12
    assert chapter_number_at("She rowed.", file_stem="the ferry, ch. 3") == 3
    for stem in ("ferry", "2024-05-03-draft", "novel-v3", "05-03"):
        assert chapter_number_at("She rowed.", file_stem=stem) is None


def test_scenes_within_a_chapter_are_no_chapters() -> None:
    assert chapter_number_at("# Chapter 12\n\nShe.\n\n## 2\n\nShe") == 12
    assert chapter_number_at("# The Ferry\n\n## 1\n\nShe.\n\n## 2\n\nShe") == 2
    assert chapter_number_at("# 3\n\n## 1\n\nShe.\n\n## 2\n\nShe") == 3


@given(st.integers(min_value=1, max_value=399))
def test_roman_numbers_are_read_as_they_are_written(number: int) -> None:
    steps = [(100, "C"), (90, "XC"), (50, "L")]
    steps += [(40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    roman, rest = "", number
    for value, letters in steps:
        roman += letters * (rest // value)
        rest %= value
    chapter = chapter_number_at(f"Chapter {roman}\n")
    assert chapter == (None if roman in {"C", "L"} else number)


@given(st.text(alphabet="# \nChapter12第十回章IVX*{}\\", max_size=60))
def test_any_text_has_a_chapter_or_none(text: str) -> None:
    chapter = chapter_number_at(text)
    assert chapter is None or chapter >= 0
