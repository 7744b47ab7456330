"""Syllables: English ones by the dictionary, others by spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.prose.verse_and_dialogue.syllables import count_syllables

ENGLISH = (
    "the:1 table:2 whole:1 makes:1 roses:2 wanted:2 called:1 tumbled:2 something:2 quiet:2 lion:2 "
    "special:2 going:2 flying:2 playing:2 beyond:2 people:2 didn't:2 don't:1 river:2 reflection:3 "
    "create:2 fire:1 eye:1 lonely:2 beautiful:3 rhythm:2 little:2 science:2 usual:3 curled:1 "
    "violet:2 shoes:1 apples:2 seeing:2 mysterious:4 tree:1 radio:3 patient:2 society:4 died:1 "
    "though:1 through:1 cough:1 colonel:2 hour:1 flower:2 queue:1 business:2 every:2 wicked:2 stopped:1"
)


@pytest.mark.parametrize("entry", ENGLISH.split())
def test_english_words_are_counted_as_they_are_said(entry: str) -> None:
    word, count = entry.split(":")
    assert count_syllables(word, "en") == int(count)


@pytest.mark.parametrize(
    ("word", "count"), [("blorf", 1), ("snovering", 3), ("grindleby's", 3), ("crumbed", 1)]
)
def test_invented_words_are_counted_by_spelling(word: str, count: int) -> None:
    assert count_syllables(word, "en") == count


@given(
    st.text(
        st.characters(max_codepoint=0x7F)
        | st.sampled_from("éèïçñöüæœ’—“”…\N{COMBINING ACUTE ACCENT}")
    )
)
def test_any_english_line_has_a_count(line: str) -> None:
    count = count_syllables(line, "en")
    assert count is not None
    assert count >= 0


@given(st.text())
def test_any_other_line_has_one_or_none(line: str) -> None:
    count = count_syllables(line, "en")
    assert count is None or count >= 0


@pytest.mark.parametrize(
    ("line", "language", "count"),
    [
        pytest.param("He stands where the water is slow,", "en", 8, id="a-line"),
        pytest.param("雪落在空空的渡口，", "zh", 8, id="chinese"),
        pytest.param("나는 간다", "ko", 4, id="korean"),
        pytest.param("ゆきふるよ", "ja", 5, id="kana"),
        pytest.param("雪ふるよ", "ja", None, id="kanji-are-not-read"),
        pytest.param("молоко", "ru", 3, id="russian"),
        pytest.param("Das Theater", "de", 4, id="german"),
        pytest.param("el poeta", "es", 4, id="spanish"),
        pytest.param("paese", "it", 3, id="italian"),
        pytest.param("قلب", "ar", None, id="vowels-are-not-written"),
        pytest.param("—", "en", 0, id="nothing"),
    ],
)
def test_lines_are_counted_where_spelling_tells(
    line: str, language: str, count: int | None
) -> None:
    assert count_syllables(line, language) == count
