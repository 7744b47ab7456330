"""The text around the cursor, whatever the document's line ends are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.writing.passage import Passage


def passage_at(marked: str) -> Passage:
    """Return the passage whose cursor is at ‸."""
    return Passage(text=marked.replace("‸", "", 1), char_offset=marked.index("‸"))


@pytest.mark.parametrize(
    ("marked", "before", "after"),
    [
        pytest.param("The ‸sat.", "The ", "sat.", id="in a line"),
        pytest.param("‸Then.", "", "Then.", id="at the start"),
        pytest.param("She left.‸", "She left.", "", id="at the end"),
        pytest.param("‸", "", "", id="empty document"),
        pytest.param("One.\r\n‸Two.\r\n", "One.\n", "Two.\n", id="CRLF"),
        pytest.param("One.\r‸Two.\r", "One.\n", "Two.\n", id="CR"),
        pytest.param("One.‸\r\nTwo.", "One.", "\nTwo.", id="before CRLF"),
        pytest.param("One\u2028‸two\x0c.", "One\u2028", "two\x0c.", id="no line ends of LSP"),
        pytest.param("他说：👩‍🚀‸。", "他说：👩‍🚀", "。", id="beyond the basic plane"),
    ],
)
def test_splits_at_the_cursor_with_lf_line_ends(marked: str, before: str, after: str) -> None:
    passage = passage_at(marked)

    assert (passage.before, passage.after) == (before, after)


@pytest.mark.parametrize(
    ("text", "line_end"),
    [
        pytest.param("One.\nTwo.", "\n", id="LF"),
        pytest.param("One.\r\nTwo.", "\r\n", id="CRLF"),
        pytest.param("One.\rTwo.", "\r", id="CR"),
        pytest.param("One.", "\n", id="one line"),
        pytest.param("\nOne.\r\n", "\n", id="the first one decides"),
        pytest.param("\r\nOne.\n", "\r\n", id="the first one decides, CRLF"),
    ],
)
def test_names_the_line_end_of_the_document(text: str, line_end: str) -> None:
    assert Passage(text=text, char_offset=0).line_end == line_end


@pytest.mark.parametrize(
    ("marked", "after_offset", "rest"),
    [
        pytest.param("One.‸ Two.\nThree.", 6, "Three.", id="LF"),
        pytest.param("One.‸ Two.\r\nThree.", 6, "Three.", id="CRLF counts as one"),
        pytest.param("One.‸ Two.\rThree.", 6, "Three.", id="CR"),
        pytest.param(
            "一。\r\n‸二。\r\n三。", 3, "三。", id="line ends before the cursor don't count"
        ),
        pytest.param("One.‸ Two.", 0, " Two.", id="the cursor itself"),
        pytest.param("One.‸\r\n", 1, "", id="the end"),
    ],
)
def test_finds_places_after_the_cursor_in_the_document(
    marked: str, after_offset: int, rest: str
) -> None:
    passage = passage_at(marked)

    assert passage.text[passage.text_offset(after_offset) :] == rest


@given(
    before=st.text(alphabet="a \r\n。", max_size=12).filter(lambda text: not text.endswith("\r")),
    after=st.text(alphabet="a \r\n。", max_size=12),
)
def test_every_place_after_the_cursor_is_the_same_place_in_the_document(
    before: str, after: str
) -> None:
    passage = Passage(text=before + after, char_offset=len(before))

    for offset in range(len(passage.after) + 1):
        here = Passage(text=passage.text, char_offset=passage.text_offset(offset))
        assert here.after == passage.after[offset:]
