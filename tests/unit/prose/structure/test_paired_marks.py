"""Quotes, brackets and emphasis marks that are still open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.structure.paired_marks import open_pairs, opens_here


@pytest.mark.parametrize(
    ("text", "still_open"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("She left.", "", id="nothing"),
        pytest.param("She said, “I never (", "“(", id="nested, outermost first"),
        pytest.param("She said, “I never (ever) did", "“", id="inner one closed"),
        pytest.param("“Yes.”", "", id="closed"),
        pytest.param('She said, "I', '"', id="straight quote"),
        pytest.param('"Yes," she said. "No', '"', id="second straight quote"),
        pytest.param("She said, 'I don't", "'", id="single quote, apostrophe"),
        pytest.param("'Tis late, an' he's gone", "", id="elisions"),
        pytest.param("‘It’s late", "‘", id="curly apostrophe inside a quote"),
        pytest.param("‘It’s late,’ he said", "", id="curly single quotes"),
        pytest.param("the ’90s and ’em", "", id="curly elision"),
        pytest.param("Er sagte: „Nein", "„", id="German"),
        pytest.param("Er sagte: „Nein“", "", id="German closed"),
        pytest.param("»Ja, «", "", id="German guillemets closed"),
        pytest.param("« Oui, dit-il", "«", id="French"),
        pytest.param("« Oui », dit-il", "", id="French closed"),
        pytest.param("Han sa: ”Hej", "”", id="Swedish"),
        pytest.param("Han sa: ”Hej”", "", id="Swedish closed"),
        pytest.param("他说：“好，", "“", id="Chinese"),
        pytest.param("「彼は『海", "「『", id="Japanese"),
        pytest.param("「彼は『海』と", "「", id="Japanese inner closed"),
        pytest.param("（注", "（", id="full-width bracket"),
        pytest.param("very *much", "*", id="emphasis"),
        pytest.param("very **much** _so", "_", id="second emphasis"),
        pytest.param("snake_case and 2 * 3 * 4", "", id="not emphasis"),
        pytest.param("* item\n* item (a", "(", id="list marks"),
        pytest.param("1) one b) two", "", id="list brackets"),
        pytest.param("so it goes :( ok", "", id="smiley"),
        pytest.param("“One paragraph\n\nShe left", "", id="other paragraph"),
        pytest.param("(“oops)", "", id="outer closes inner"),
    ],
)
def test_knows_what_is_open(text: str, still_open: str) -> None:
    assert open_pairs(text) == still_open


@pytest.mark.parametrize(
    "before", ["“", "He said, “", 'He said, "', "(", "see (", "*", "他说：“", "¿", "„", "so '"]
)
def test_text_follows_an_opening_mark_without_a_space(before: str) -> None:
    assert opens_here(before)


@pytest.mark.parametrize(
    "before", ["", "He", "He ", "“Yes.”", '"Yes."', "(so)", "**so**", "„Ja“", "don't", "dogs'"]
)
def test_other_endings_open_nothing(before: str) -> None:
    assert not opens_here(before)


@given(st.text(alphabet="ab “”‘’\"'()*_„«»「」\n"))
def test_open_marks_come_from_the_text_in_order(text: str) -> None:
    rest = iter(text)
    assert all(mark in rest for mark in open_pairs(text))


@given(st.text())
def test_takes_any_text(text: str) -> None:
    assert isinstance(opens_here(text), bool)
    assert len(open_pairs(text)) <= len(text)
