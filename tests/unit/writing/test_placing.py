"""Where a continuation goes in."""

import pytest

from afterword.writing.passage import Passage
from afterword.writing.placing import find_place


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
