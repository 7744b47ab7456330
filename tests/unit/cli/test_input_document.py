"""The document and cursor that the arguments name."""

from argparse import Namespace
from pathlib import Path

import pytest

from afterword.cli.input_document import find_offset, read_passage
from afterword.errors import DocumentError


def arguments(file: Path, *, at: str | None = None, language: str | None = None) -> Namespace:
    return Namespace(file=str(file), at=at, language=language)


@pytest.mark.parametrize(
    ("text", "place", "before"),
    [
        pytest.param("one\ntwo", "2:3", "one\ntw", id="lf"),
        pytest.param("one\r\ntwo", "2:3", "one\r\ntw", id="crlf"),
        pytest.param("one\rtwo", "2:1", "one\r", id="cr"),
        pytest.param("a😀好b", "1:4", "a😀好", id="columns-are-characters"),
        pytest.param("one\n", "2:1", "one\n", id="after-the-last-line-end"),
        pytest.param("", "1:1", "", id="empty"),
        pytest.param("one", "1:4", "one", id="end-of-line"),
        pytest.param("a\u2028b\x0bc", "1:5", "a\u2028b\x0b", id="other-separators-end-no-line"),
    ],
)
def test_finds_the_place(text: str, place: str, before: str) -> None:
    assert text[: find_offset(text, place)] == before


@pytest.mark.parametrize(
    ("place", "complaint"),
    [
        ("3:1", "has 2 lines"),
        ("1:9", "which has 3 characters"),
        ("0:1", "no place"),
        ("1:0", "no place"),
        ("-1:2", "no place"),
        ("1", "no place"),
        ("a:b", "no place"),
        ("", "no place"),
    ],
)
def test_a_place_that_is_not_there_is_reported(place: str, complaint: str) -> None:
    with pytest.raises(DocumentError, match=complaint):
        find_offset("one\ntwo", place)


def test_the_cursor_is_at_the_end_unless_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text("It began.", encoding="utf-8")
    assert read_passage(arguments(path)).before == "It began."
    assert read_passage(arguments(path, at="1:3")).before == "It"


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("a.md", None, "markdown"),
        ("a.tex", None, "latex"),
        ("a.TXT", None, "plaintext"),
        ("a.org", None, "org"),
        ("a.adoc", None, "asciidoc"),
        ("a.md", "latex", "latex"),
    ],
)
def test_the_language_comes_from_the_name_unless_it_is_given(
    tmp_path: Path, name: str, language: str | None, expected: str
) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    assert read_passage(arguments(tmp_path / name, language=language)).language_id == expected


def test_line_ends_and_a_byte_order_mark_are_kept_apart_from_the_text(tmp_path: Path) -> None:
    path = tmp_path / "windows.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    passage = read_passage(arguments(path))
    assert passage.text == "one\r\ntwo"
    assert passage.line_end == "\r\n"


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="can't be read"):
        read_passage(arguments(tmp_path / "none.md"))


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "picture.md"
    path.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(DocumentError, match="not UTF-8"):
        read_passage(arguments(path))


def test_a_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="can't be read"):
        read_passage(arguments(tmp_path))
