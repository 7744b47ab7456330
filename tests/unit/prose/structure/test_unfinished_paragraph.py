"""Paragraphs that stop in mid-sentence."""

import pytest

from afterword.prose.structure.unfinished_paragraph import is_unfinished


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("She put on her coat and went out to the ", id="English"),
        pytest.param("When the rain stopped, we", id="short"),
        pytest.param("When the rain stopped,", id="comma"),
        pytest.param("It rained. On the 3rd of May we", id="second sentence"),
        pytest.param("She asked to see Dr. ", id="a title and a space"),
        pytest.param("He was", id="two words"),
        pytest.param("Er zog den Mantel an und ging zum", id="German"),
        pytest.param("Она надела пальто и вышла на ", id="Russian"),
        pytest.param("她穿上大衣，走到", id="Chinese"),
        pytest.param("彼女はコートを着て、", id="Japanese"),
        pytest.param("그는 문을 열고", id="Korean"),
        pytest.param("وصل إلى الباب ثم", id="Arabic"),
        pytest.param("เขาเดินไปที่ตลาด", id="Thai"),
        pytest.param("MARTHA: You said that", id="a turn"),
        pytest.param("“I don't know,” she said, “why", id="an open quotation"),
    ],
)
def test_knows_a_sentence_that_is_still_being_written(paragraph: str) -> None:
    assert is_unfinished(paragraph)


@pytest.mark.parametrize(
    "paragraph",
    [
        pytest.param("It rained.", id="a full stop"),
        pytest.param("“Go!”", id="a quotation"),
        pytest.param("He came at 5 p.m.", id="an abbreviation"),
        pytest.param("They sold bread, milk, etc. ", id="an abbreviation and a space"),
        pytest.param("She had always lived in the U.S.", id="initials"),
        pytest.param("He bought 5.", id="a number"),
        pytest.param("It was plan B.", id="a letter"),
        pytest.param("Он родился в 1990 г.", id="Russian abbreviation"),
        pytest.param("see https://example.org/notes", id="an address"),
        pytest.param("第一章　河边的老人", id="Chinese chapter"),
        pytest.param("Chapter 2: What the ferryman said", id="chapter"),
        pytest.param("“But I—”", id="broken off"),
        pytest.param("He wrote:", id="colon"),
        pytest.param("Dear Mr Hallam,", id="salutation"),
        pytest.param("My dear brother,", id="lower-case salutation"),
        pytest.param("亲爱的妈妈：", id="Chinese salutation"),
        pytest.param("The Ferry", id="title"),
        pytest.param("Notes on the River Cam", id="longer title"),
        pytest.param("渡口", id="Chinese title"),
        pytest.param("# The ferry", id="heading"),
        pytest.param("- apples and", id="list item"),
        pytest.param("| a | b |", id="table row"),
        pytest.param("| Reed | on the bank of the", id="table row that is being typed"),
        pytest.param("> quoted words", id="block quotation"),
        pytest.param("* * *", id="rule"),
        pytest.param("", id="nothing"),
        pytest.param("เขาเดินไปที่ตลาด ", id="Thai clause"),
        pytest.param("他走了。", id="Chinese sentence"),
    ],
)
def test_lets_what_is_whole_stand(paragraph: str) -> None:
    assert not is_unfinished(paragraph)
