"""The text to rewrite: the selection, or the sentence at the cursor. ‸ marks both its ends."""

import pytest

from afterword.writing.passage import Passage
from afterword.writing.places.selected_text import select_text, subject_of


def marked(text: str) -> tuple[Passage, int]:
    start = text.index("‸")
    end = text.rindex("‸") - (1 if text.count("‸") == 2 else 0)
    plain = text.replace("‸", "")
    return Passage(text=plain, char_offset=start, language_id="markdown"), end


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("It rained. The s‸ea was calm. He left.", "The sea was calm.", id="inside"),
        pytest.param("It rained. ‸The sea was calm.", "The sea was calm.", id="at-its-start"),
        pytest.param("It rained. The sea was calm.‸", "The sea was calm.", id="at-its-end"),
        pytest.param("It rained.\n\nThe s‸ea", "The sea", id="unfinished"),
        pytest.param("- The s‸ea was calm.", "The sea was calm.", id="list-item"),
        pytest.param("> The s‸ea was calm.", "The sea was calm.", id="quotation"),
        pytest.param("下雨了。海‸很平静。他走了。", "海很平静。", id="chinese"),
        pytest.param("It rained. ‸The sea was calm. ‸He left.", "The sea was calm.", id="selected"),
        pytest.param("It ‸rained. He‸ left.", "rained. He", id="exactly-what-is-selected"),
        pytest.param("A\r\nb.\r\n\r\nThe s‸ea\r\nwas calm.", "The sea\nwas calm.", id="crlf"),
    ],
)
def test_finds_what_is_meant(text: str, meant: str) -> None:
    passage, end = marked(text)
    selected = select_text(passage, end)
    assert selected is not None
    assert selected.text == meant
    own = passage.text[selected.start_char_offset : selected.end_char_offset]
    assert own.replace("\r\n", "\n") == meant
    assert selected.before + selected.text + selected.after == passage.text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("One.\n\n‸\n\nTwo.", id="blank-line"),
        pytest.param("# A hea‸ding", id="heading"),
        pytest.param("```\nco‸de here\n```", id="code"),
        pytest.param("‸One.\n\nTwo.‸", id="two-paragraphs"),
        pytest.param("‸" + "word " * 200 + "‸", id="too-long"),
        pytest.param("He said ‸...‸ and left.", id="no-letters"),
        pytest.param("| a | b‸ |\n|---|---|", id="table"),
    ],
)
def test_finds_nothing_where_no_prose_is_meant(text: str) -> None:
    assert select_text(*marked(text)) is None


def test_reports_one_sentence_from_more_or_less() -> None:
    def is_sentence(text: str) -> bool:
        selected = select_text(*marked(text))
        assert selected is not None
        return selected.is_sentence

    assert is_sentence("It rained. The s‸ea was calm.")
    assert not is_sentence("‸It rained. The sea was calm.‸")
    assert not is_sentence("It ‸rained‸ here.")


def test_what_is_to_be_described_is_short() -> None:
    assert subject_of(*marked("He saw ‸the old\nmill‸.")) == "the old mill"
    assert subject_of(*marked("He saw ‸the mill.")) == ""
    assert subject_of(*marked("‸" + "word " * 40 + "‸")) == ""
