"""Which documents and paragraphs are evaluated on."""

from pathlib import Path

import pytest

from afterword.errors import DocumentError
from afterword.study.evaluating.samples.corpus_halves import Half, take_half
from afterword.study.evaluating.samples.reflowed_text import reflow
from afterword.study.evaluating.samples.writings import read_writings
from afterword.study.training.corpora import CorpusDocument
from unit.study.evaluating.writings import CHINESE, ENGLISH, writing_of


def test_a_paragraph_knows_its_sentences() -> None:
    paragraph = writing_of(f"# Ferry\n\n{ENGLISH}\n").paragraphs[0]
    starts = [ENGLISH[start:][:6] for start in paragraph.sentence_starts]
    assert starts == ["The fe", "Behind", "Margar", "Nobody", "The ca"]
    assert paragraph.sentence_chars(paragraph.sentence_starts[1] + 7) == 7


def test_the_language_decides_what_is_read_by_the_character() -> None:
    assert writing_of(CHINESE).is_spaceless_language
    assert not writing_of(ENGLISH).is_spaceless_language


def test_a_language_that_is_given_is_not_doubted() -> None:
    document = CorpusDocument(path=Path("a.txt"), text=ENGLISH, sha256="b" * 64)
    assert read_writings([document], language="fr")[0].language == "fr"


def test_texts_without_a_paragraph_are_told() -> None:
    document = CorpusDocument(path=Path("a.txt"), text="A line.\n\nAnother.", sha256="b" * 64)
    with pytest.raises(DocumentError, match="None of the 1 documents"):
        read_writings([document])


def test_joins_wrapped_paragraphs_without_blank_lines_between() -> None:
    paragraphs = [ENGLISH, "“Is it gone?”", ENGLISH.replace("ferry", "boat")]
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, 70)]
    assert reflow("\n".join(lines)).split("\n") == paragraphs


def test_verse_is_left_as_it_is() -> None:
    verse = "\n".join(f"A line of verse that is number {number} of them" for number in range(12))
    verse += "\nAnd one that is a good deal longer than all of the others are"
    assert reflow(verse) == verse


def test_a_document_stays_in_its_half() -> None:
    documents = [
        CorpusDocument(path=Path(f"{number}.md"), text=ENGLISH, sha256=f"{number:08x}" + "0" * 56)
        for number in range(6)
    ]
    calibration, check = (take_half(documents, half) for half in (Half.CALIBRATION, Half.CHECK))
    assert {each.sha256 for each in calibration}.isdisjoint(each.sha256 for each in check)
    assert len(calibration + check) == len(take_half(documents, Half.ALL)) == 6
    assert take_half(documents[:3], Half.CHECK) == check[:1]
    with pytest.raises(DocumentError, match="in the half check"):
        take_half(documents[:1], Half.CHECK)


def wrapped(paragraph: str, columns: int) -> list[str]:
    lines = [""]
    for word in paragraph.split():
        if len(lines[-1]) + 1 + len(word) > columns:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
