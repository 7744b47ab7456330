"""The gap between two paragraphs: where it is, and what parts a new paragraph from both."""

import pytest

from afterword.writing.passage import Passage
from afterword.writing.places.paragraph_gap import find_gap


def passage_of(marked: str) -> Passage:
    before, _, after = marked.partition("‸")
    return Passage(text=before + after, char_offset=len(before))


@pytest.mark.parametrize(
    ("marked", "result"),
    [
        pytest.param("One.‸\n\nTwo.", "One.\n\nNew.\n\nTwo.", id="at-the-end-of-the-first"),
        pytest.param("One.\n‸\nTwo.", "One.\n\nNew.\n\nTwo.", id="on-the-only-empty-line"),
        pytest.param("One.\n\n‸\n\nTwo.", "One.\n\nNew.\n\nTwo.", id="room-already"),
        pytest.param("One.\n‸\n\nTwo.", "One.\n\nNew.\n\nTwo.", id="room-below"),
        pytest.param("One.\n\n‸\nTwo.", "One.\n\nNew.\n\nTwo.", id="room-above"),
        pytest.param("One\nwrapped.‸\n\nTwo.", "One\nwrapped.\n\nNew.\n\nTwo.", id="wrapped"),
        pytest.param(
            "　　一。\n　　二。‸\n　　三。", "　　一。\n　　二。\n　　New.\n　　三。", id="lines"
        ),
        pytest.param("一。\n二。\n‸\n三。", "一。\n二。\nNew.\n三。", id="an-empty-line-to-fill"),
        pytest.param(
            "\tOne.\n\n‸\n\n\tTwo.", "\tOne.\n\n\tNew.\n\n\tTwo.", id="set-in-as-the-one-below"
        ),
    ],
)
def test_a_bridge_stands_apart_from_both_sides(marked: str, result: str) -> None:
    passage = passage_of(marked)
    gap = find_gap(passage)
    assert gap is not None
    at, plain = gap.char_offset, passage.text
    assert plain[:at] + gap.lead + "New." + gap.trail + plain[at:] == result


@pytest.mark.parametrize(
    "marked",
    [
        pytest.param("One.‸", id="nothing-below"),
        pytest.param("‸\n\nTwo.", id="nothing-above"),
        pytest.param("One. ‸Two.\n\nThree.", id="inside-a-paragraph"),
        pytest.param("One\n‸wrapped line.\n\nTwo.", id="at-a-line-start"),
        pytest.param("one line‸\nwrapped.\n\nTwo.", id="at-the-end-of-a-wrapped-line"),
        pytest.param("One.\n\n‸Two.", id="at-the-start-of-the-second"),
        pytest.param("# One\n\n‸\n\nTwo.", id="under-a-heading"),
        pytest.param("One.\n\n‸\n\n## Two\n\nThree.", id="over-a-heading"),
        pytest.param("One.\n\n‸\n\nTwo\n===\n\nThree.", id="over-an-underlined-heading"),
        pytest.param("One.\n\n‸\n\n* * *\n\nTwo.", id="over-a-scene-break"),
        pytest.param("---\ntitle: x\n---\n\n‸\n\nTwo.", id="under-front-matter"),
        pytest.param("One.\n\n‸\n\n- two\n- three", id="over-a-list"),
        pytest.param("One.\n\n‸\n\n| a | b |\n|---|---|", id="over-a-table"),
    ],
)
def test_there_is_no_gap_where_nothing_can_be_bridged(marked: str) -> None:
    assert find_gap(passage_of(marked)) is None
