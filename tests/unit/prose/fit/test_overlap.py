"""Cutting what already stands after the cursor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.fit.overlap import cut_overlap


@pytest.mark.parametrize(
    ("text", "after", "kept"),
    [
        pytest.param("big dog", "", "big dog", id="nothing after"),
        pytest.param("big dog", " barked", "big dog", id="no overlap"),
        pytest.param("big dog", " dog barked", "big ", id="one word"),
        pytest.param("big dog barked", " dog barked.", "big ", id="two words"),
        pytest.param("big dog barked", "\tdog  barked.", "big ", id="other spaces"),
        pytest.param("banana", "and so", "banana", id="not inside a word"),
        pytest.param("a big do", "dog", "a big do", id="not half a word"),
        pytest.param("went home.", ".", "went home", id="full stop"),
        pytest.param("went home. Then we", ".", "went home", id="nothing beyond the end"),
        pytest.param("met Dr. Vance. He", ". Then", "met Dr. Vance", id="abbreviation"),
        pytest.param("“Go,” he said", "” he said", "“Go,", id="closing quote"),
        pytest.param("sat on the mat and slept", "on the mat, purring", "sat ", id="three words"),
        pytest.param(
            "and on the way home", "on the mat", "and on the way home", id="two words only"
        ),
        pytest.param("a dog. Then it", "dog.", "a ", id="whole line"),
        pytest.param("went and I saw", "I", "went and I saw", id="whole line too short"),
        pytest.param("dog", " dog", "", id="all of it"),
        pytest.param("他走了过去的", "的时候", "他走了过去", id="Chinese character"),
        pytest.param("他看了看窗外的雨停了没有", "窗外的雨停了。", "他看了看", id="Chinese words"),
        pytest.param(
            "he left.\n\nThe rain had stopped",
            "\n\nThe rain had gone",
            "he left.\n\n",
            id="next paragraph",
        ),
        pytest.param("and then he", "\n\nHe left", "and then he", id="case"),
        pytest.param("and then He", "\n\nHe left", "and then He", id="one word across lines"),
        pytest.param("الولد الصغير", " الصغير جاء", "الولد ", id="Arabic"),
    ],
)
def test_stops_where_the_text_after_begins(text: str, after: str, kept: str) -> None:
    assert cut_overlap(text, after) == kept


@pytest.mark.parametrize(
    ("text", "after", "kept"),
    [
        pytest.param("an aside) and so on", ")", "an aside", id="bracket"),
        pytest.param("a (small) aside) and", ")", "a (small) aside", id="bracket in brackets"),
        pytest.param("a (small) aside", ")", "a (small) aside", id="a pair of its own"),
        pytest.param(" now,” she said", "”", " now,", id="curly quote"),
        pytest.param(",” she said", "” she said", ",", id="curly quote and what follows"),
        pytest.param('" and left', '"', "", id="straight quote at once"),
        pytest.param(' now," she said', '"', " now,", id="straight quote"),
        pytest.param(' now, "Tom" there', '"', ' now, "Tom" there', id="quote of its own"),
        pytest.param("I don’t know,’ he", "’", "I don’t know,", id="apostrophe"),
        pytest.param("he said “no", '"word" again', "he said “no", id="a mark that opens"),
        pytest.param("very* good", "*", "very", id="emphasis"),
        pytest.param("very** good", "**", "very", id="strong emphasis"),
        pytest.param("very* good**", "**", "very* good", id="emphasis in strong emphasis"),
        pytest.param("不知道）然后", "）", "不知道", id="Chinese bracket"),
        pytest.param("红楼梦》是", "》", "红楼梦", id="Chinese title"),
        pytest.param("oui » et puis", " »", "oui ", id="guillemets"),
        pytest.param("an aside", ")", "an aside", id="nothing closes"),
    ],
)
def test_stops_where_the_pair_is_closed_after_the_cursor(text: str, after: str, kept: str) -> None:
    assert cut_overlap(text, after) == kept


TEXTS = st.text(alphabet="ab .,。港口\n”()\"*'’") | st.text()


@given(TEXTS, TEXTS)
def test_what_is_left_is_a_prefix(text: str, after: str) -> None:
    assert text.startswith(cut_overlap(text, after))
