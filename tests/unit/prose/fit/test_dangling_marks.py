"""How a suggestion may end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.dangling_marks import (
    cut_unopened,
    without_dangling_marks,
    without_stop_in_open_pair,
)


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        pytest.param("He went‸ home) and", " home", id="bracket"),
        pytest.param("(He went‸ home) and", " home) and", id="bracket of the writer"),
        pytest.param("He went‸ (home) and", " (home) and", id="bracket of its own"),
        pytest.param("He went‸ home” and", " home", id="curly quote"),
        pytest.param('He went‸ home." Then', " home.", id="straight quote"),
        pytest.param('The 6‸" board', '" board', id="inches"),
        pytest.param("So‸ :) he said", " :) he said", id="smiley"),
        pytest.param("\n‸1) Bread", "1) Bread", id="list number"),
        pytest.param("the dogs‸’ tails and", "’ tails and", id="genitive"),
        pytest.param("“Did he\n‸go?” she said", "go?” she said", id="opened on the line above"),
        pytest.param("„Ja‸“, sagte er", "“, sagte er", id="German"),
        pytest.param("他走‸了」然后", "了", id="Chinese"),
        pytest.param("It was‸ good** and", " good", id="strong emphasis"),
        pytest.param("2 ‸* 3", "* 3", id="a sign between spaces"),
    ],
)
def test_cuts_before_a_mark_that_closes_nothing(marked: str, kept: str) -> None:
    before, _, text = marked.partition("‸")
    assert cut_unopened(text, before) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(" home (", " home", id="bracket"),
        pytest.param(" home “", " home", id="quote"),
        pytest.param(' home "', " home", id="straight quote"),
        pytest.param(" home —", " home", id="dash"),
        pytest.param(" home ...", " home", id="dots"),
        pytest.param(" home (*“", " home", id="several"),
        pytest.param("了：「", "了：", id="Chinese"),
        pytest.param(" home...", " home...", id="dots at a word"),
        pytest.param(" (home)", " (home)", id="closed bracket"),
        pytest.param(" well-", " well-", id="hyphen at a word"),
    ],
)
def test_drops_what_only_begins_something(text: str, kept: str) -> None:
    assert without_dangling_marks(text, "He went") == kept


@pytest.mark.parametrize(
    ("before", "text", "kept"),
    [
        pytest.param("He said,", " “I am.", " “I am", id="quote"),
        pytest.param("He left", " (he was.", " (he was", id="bracket"),
        pytest.param("他说", "：「我走。", "：「我走", id="Chinese"),
        pytest.param("He said,", " “I am.”", " “I am.”", id="closed"),
        pytest.param("He said, “", "I am.", "I am.", id="opened by the writer"),
        pytest.param("He said,", " “I am…", " “I am…", id="trails off"),
        pytest.param("He said,", " “I am", " “I am", id="no end"),
    ],
)
def test_ends_no_sentence_inside_what_it_opened(before: str, text: str, kept: str) -> None:
    assert without_stop_in_open_pair(text, before) == kept


MARKS = st.text(alphabet="aB .,!?“”„»«\"'()*_~-—…\n港。「」1")


@given(MARKS, MARKS)
def test_keeps_a_beginning(before: str, text: str) -> None:
    for kept in (
        cut_unopened(text, before),
        without_dangling_marks(text, before),
        without_stop_in_open_pair(text, before),
    ):
        assert text.startswith(kept)


@given(MARKS, MARKS)
def test_cutting_again_changes_nothing(before: str, text: str) -> None:
    once = without_dangling_marks(text, before)
    assert without_dangling_marks(once, before) == once
