import os
from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.training.corpora import fingerprint, read_corpus


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(*paths: Path) -> set[str]:
    return {document.text for document in read_corpus(paths)}


def test_reads_all_kinds_of_text_in_all_folders_below(tmp_path: Path) -> None:
    write(tmp_path / "one.md", "one")
    write(tmp_path / "deep" / "two.TXT", "two")
    write(tmp_path / "deep" / "er" / "three.tex", "three")
    write(tmp_path / "picture.png", "four")
    assert texts(tmp_path) == {"one", "two", "three"}


def test_leaves_out_what_is_hidden_and_what_has_no_words(tmp_path: Path) -> None:
    write(tmp_path / "one.md", "one")
    write(tmp_path / ".git" / "two.md", "two")
    write(tmp_path / ".three.md", "three")
    write(tmp_path / "blank.md", " \n\n")
    assert texts(tmp_path) == {"one"}


def test_the_same_text_counts_once(tmp_path: Path) -> None:
    one = write(tmp_path / "one.md", "the same")
    write(tmp_path / "copy.txt", "the same")
    assert len(read_corpus([tmp_path, one])) == 1


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"\xef\xbb\xbfone", "one", id="byte order mark"),
        pytest.param(
            "一\r\n\r\n二\r三".encode(), "一\n\n二\n三", id="line ends of Windows and old Macs"
        ),
        pytest.param(
            b"The boat was late that day, and nobody who stood on the landing in the\n"
            b"rain said a word about it, because it had been late the day before, and\n"
            b"the day before that.",
            "The boat was late that day, and nobody who stood on the landing in the "
            "rain said a word about it, because it had been late the day before, and "
            "the day before that.",
            id="hard wraps",
        ),
    ],
)
def test_text_is_read_as_prompts_are(tmp_path: Path, content: bytes, text: str) -> None:
    assert texts(write(tmp_path / "one.md", content)) == {text}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param(
            "naïve".encode("latin-1"), r"one\.md is not UTF-8 text \(byte 2\)", id="latin-1"
        ),
        pytest.param("one".encode("utf-16"), "one.md is not UTF-8 text", id="utf-16"),
        pytest.param(b"PK\x03\x04\x00\x00", "one.md is no text: it holds zero bytes", id="binary"),
        pytest.param(b"\n", "There is no text", id="blank"),
        pytest.param(b"", "There is no text", id="empty"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path: Path, content: bytes, complaint: str) -> None:
    with pytest.raises(DocumentError, match=complaint) as caught:
        read_corpus([write(tmp_path / "one.md", content)])
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["missing", "missing.md", "novel.docx", "empty"])
def test_a_path_without_texts_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "novel.docx", "not plain text")
    with pytest.raises(DocumentError, match=name) as caught:
        read_corpus([tmp_path / name])
    assert caught.value.next_step


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path / "one.md", "one")
    os.mkfifo(tmp_path / "pipe.md")
    assert texts(tmp_path) == {"one"}


def test_a_corpus_is_known_by_its_texts_and_not_by_its_paths(tmp_path: Path) -> None:
    write(tmp_path / "a" / "1.md", "one")
    write(tmp_path / "a" / "2.md", "two")
    write(tmp_path / "b" / "x.md", "two")
    write(tmp_path / "b" / "y.txt", "one")
    first, second = read_corpus([tmp_path / "a"]), read_corpus([tmp_path / "b"])
    assert [each.text for each in first] == [each.text for each in second]
    assert fingerprint(first) == fingerprint(second)
    assert fingerprint(first) != fingerprint(first[:1])
