import hashlib
from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.training.corpora import CorpusDocument
from afterword.study.training.corpus_split import split_corpus


def document(text: str) -> CorpusDocument:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return CorpusDocument(path=Path(f"{text[:8]}.md"), text=text, sha256=sha256)


@pytest.mark.parametrize(("count", "held_out"), [(2, 1), (5, 1), (20, 2), (100, 10)])
def test_holds_out_a_tenth_of_the_documents_and_at_least_one(count: int, held_out: int) -> None:
    documents = [document(f"chapter {number}") for number in range(count)]
    split = split_corpus(documents)
    assert len(split.held_out) == held_out
    assert {*split.learned, *split.held_out} == set(documents)
    assert not set(split.learned) & set(split.held_out)


def test_holds_out_the_same_documents_whatever_their_order() -> None:
    documents = [document(f"chapter {number}") for number in range(30)]
    assert split_corpus(documents) == split_corpus(documents[::-1])


@pytest.mark.parametrize("salt", range(4))
def test_never_holds_out_most_of_the_text(salt: int) -> None:
    long = document(f"{salt} " + "a novel " * 100)
    short = document(f"{salt} a note")
    assert split_corpus([long, short]).held_out == (short,)


@pytest.mark.parametrize("paragraphs", [3, 20, 200])
def test_the_end_of_a_single_document_is_held_out(paragraphs: int) -> None:
    novel = document("\n\n".join(f"Paragraph {number}." for number in range(paragraphs)))
    split = split_corpus([novel])
    (learned,), (held_out,) = split.learned, split.held_out
    assert learned.text + held_out.text == novel.text
    assert held_out.text.startswith("Paragraph")
    assert learned.text.endswith("\n\n")
    assert len(held_out.text) == pytest.approx(len(novel.text) / 10, abs=20)
    assert len({novel.sha256, learned.sha256, held_out.sha256}) == 3
    assert split_corpus([novel]) == split


@pytest.mark.parametrize("text", ["alone", "alone\n\n\n\n\n\n\n", "\nalone"])
def test_a_single_paragraph_is_too_little(text: str) -> None:
    with pytest.raises(DocumentError, match="all there is") as caught:
        split_corpus([document(text)])
    assert "chapters" in caught.value.next_step
