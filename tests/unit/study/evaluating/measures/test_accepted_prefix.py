"""What counts as right of a shown text; ``‸`` is the cursor in the text that was written."""

import pytest

from afterword.study.evaluating.measures.accepted_prefix import match, word_span


@pytest.mark.parametrize(
    ("shown", "truth", "right_words", "right_chars"),
    [
        pytest.param("king of", "king of the hill", 2, 7, id="all of it"),
        pytest.param("king and", "king of the hill", 1, 4, id="the first word"),
        pytest.param("king", "kingdom came", 0, 0, id="a word that goes on is another word"),
        pytest.param("kingdom", "king of", 0, 0, id="a longer word"),
        pytest.param("dow was", "dow was shut", 2, 7, id="the rest of a word"),
        pytest.param(" king", "king of", 0, 0, id="a stray space"),
        pytest.param("king, who", "king, who knew", 2, 9, id="marks inside"),
        pytest.param("king,", "king. Then", 1, 4, id="a wrong mark behind a right word"),
        pytest.param("king.", "king. Then", 1, 5, id="a right mark behind a right word"),
        pytest.param("“No", "“No, sir", 1, 3, id="a mark in front"),
        pytest.param("“No", "No, sir", 0, 0, id="a wrong mark in front"),
        pytest.param(", and", ", but", 0, 0, id="a right mark alone is no word"),
        pytest.param("玄德曰", "玄德大喜", 2, 2, id="Chinese goes by the character"),
        pytest.param("dit-il", "dit-il enfin", 1, 6, id="a hyphen inside a word"),
        pytest.param("", "king", 0, 0, id="nothing"),
    ],
)
def test_counts_right_words_from_the_first_on(
    shown: str, truth: str, right_words: int, right_chars: int
) -> None:
    found = match(shown, truth)
    assert (found.right_words, found.right_chars) == (right_words, right_chars)


def test_tells_whether_all_of_it_is_right() -> None:
    assert match("king of ", "king of the hill").is_whole_right
    assert not match("king of us", "king of the hill").is_whole_right
    assert not match("king,", "king. Then").is_whole_right
    assert not match("", "king").is_shown


@pytest.mark.parametrize(
    ("text", "span"),
    [
        pytest.param("the ‸king of", 5, id="a word and its space"),
        pytest.param("the ki‸ng of", 5, id="the typed part counts"),
        pytest.param("the‸ king of", 5, id="behind a word it is the next one"),
        pytest.param("曹‸操大喜", 1, id="a character"),
        pytest.param("曹操‸", 1, id="at the end"),
    ],
)
def test_the_span_of_the_word_at_the_cursor(text: str, span: int) -> None:
    before, _, truth = text.partition("‸")
    assert word_span(before, truth) == span
