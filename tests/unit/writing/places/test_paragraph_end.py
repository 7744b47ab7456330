"""The place where a paragraph goes on, or the next one begins."""

import pytest

from afterword.writing.passage import Passage
from afterword.writing.places.paragraph_end import find_place
from afterword.writing.task import Task


@pytest.mark.parametrize(
    ("text", "marked", "lead"),
    [
        pytest.param("The end.‸", "The end.‸", "", id="end"),
        pytest.param("One ‸two. Three.", "One two.‸ Three.", "", id="in-a-sentence"),
        pytest.param("One. ‸Two.", "One. ‸Two.", "", id="between-sentences"),
        pytest.param("One ‸two\n\nThree.", "One two‸\n\nThree.", "", id="no-sentence-end"),
        pytest.param("# The ‸Road\n\nText.", "# The Road‸\n\nText.", "\n\n", id="heading"),
        pytest.param("一‸二。三。", "一二。‸三。", "", id="chinese"),
        pytest.param("‸\n\nText.", "‸\n\nText.", "", id="empty-paragraph"),
    ],
)
def test_no_sentence_is_broken(text: str, marked: str, lead: str) -> None:
    before, _, after = text.partition("‸")
    place = find_place(Passage(text=before + after, char_offset=len(before)))
    plain = before + after
    assert f"{plain[: place.char_offset]}‸{plain[place.char_offset :]}" == marked
    assert place.lead == lead
    assert place.before == plain[: place.char_offset] + lead


def result_of(marked: str, text: str, task: Task = Task.CONTINUE) -> str:
    before, _, after = marked.partition("‸")
    plain = before + after
    place = find_place(Passage(text=plain, char_offset=len(before)), task)
    at = place.char_offset
    return plain[:at] + place.lead + text + place.trail + plain[at:]


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        pytest.param("One.\n‸\nTwo.\n\nThree.", "One.\n\nNew.\n\nTwo.\n\nThree.", id="blank-lines"),
        pytest.param("One.\n‸\nTwo.", "One.\n\nNew.\n\nTwo.", id="two-paragraphs"),
        pytest.param("一。\n二。\n‸\n三。\n四。", "一。\n二。\nNew.\n三。\n四。", id="lines"),
        pytest.param("One.\n\n‸\n\nTwo.", "One.\n\nNew.\n\nTwo.", id="room-already"),
        pytest.param("One.\n‸", "One.\nNew.", id="at-the-end"),
    ],
)
def test_text_between_two_paragraphs_joins_neither(marked: str, result: str) -> None:
    assert result_of(marked, "New.") == result


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        pytest.param("On‸e. More.\n\nTwo.", "One. More.\n\nNew.\n\nTwo.", id="in-a-sentence"),
        pytest.param(
            "One\nwrapped‸ line.\n\nTwo.", "One\nwrapped line.\n\nNew.\n\nTwo.", id="wrapped"
        ),
        pytest.param("　　一‸。\n　　二。", "　　一。\n　　New.\n　　二。", id="lines"),
        pytest.param("# Head‸\n\nText.", "# Head\n\nNew.\n\nText.", id="under-a-heading"),
        pytest.param("One.\n\n‸", "One.\n\nNew.", id="on-an-empty-line"),
        pytest.param("One.‸", "One.\n\nNew.", id="alone"),
        pytest.param("Head‸\n====\n\nText.", "Head\n====\n\nNew.\n\nText.", id="underlined"),
        pytest.param("---\ntitle: x\n---\nOne.‸", "---\ntitle: x\n---\nOne.\n\nNew.", id="head"),
        pytest.param("One.‸\n- two", "One.\n\nNew.\n\n- two", id="over-a-list"),
        pytest.param("One.‸\n***\nTwo.", "One.\n\nNew.\n\n***\nTwo.", id="over-a-rule"),
        pytest.param("One.\n‸\nTwo.", "One.\n\nNew.\n\nTwo.", id="between-two"),
        pytest.param("— Oui.‸\n— Non.", "— Oui.\nNew.\n— Non.", id="turns-of-dialogue"),
    ],
)
def test_the_next_paragraph_stands_by_itself(marked: str, result: str) -> None:
    assert result_of(marked, "New.", Task.NEXT) == result
