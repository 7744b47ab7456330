"""Nothing that was appended is lost, and half a line does no harm."""

from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.judging.json_lines import append_json_line, read_json_lines


def test_records_come_back_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    append_json_line(file, {"text": "渡船\nleft"})
    append_json_line(file, {"text": ""})
    assert [each.values for each in read_json_lines(file).records] == [
        {"text": "渡船\nleft"},
        {"text": ""},
    ]


def test_a_file_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_json_lines(tmp_path / "a.jsonl").records == ()


@pytest.mark.parametrize(
    "half",
    [b'{"n": 2, "te', b"\xff\xfe", b"[1]", b'"text"', b'{"n": 2}}', b"[" * 100_000],
    ids=["cut", "no UTF-8", "a list", "a text", "one bracket more", "nested"],
)
def test_half_a_line_is_named_and_what_follows_it_is_kept(tmp_path: Path, half: bytes) -> None:
    file = tmp_path / "a.jsonl"
    append_json_line(file, {"n": 1})
    with file.open("ab") as opened:
        opened.write(half)
    assert read_json_lines(file).damaged_lines == (2,)
    append_json_line(file, {"n": 3})
    found = read_json_lines(file)
    assert [each.values["n"] for each in found.records] == [1, 3]
    assert found.damaged_lines == (2,)


def test_a_place_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="can't be written"):
        append_json_line(tmp_path, {})
    with pytest.raises(DocumentError, match="can't be read"):
        read_json_lines(tmp_path)
