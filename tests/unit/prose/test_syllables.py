"""Syllables by spelling, in several languages."""

import pytest

from afterword.prose.syllables import count_syllables

ENGLISH = (
    "the:1 table:2 whole:1 makes:1 roses:2 wanted:2 called:1 tumbled:2 something:2 quiet:2 lion:2 "
    "special:2 going:2 flying:2 playing:2 beyond:2 people:2 didn't:2 don't:1 river:2 reflection:3 "
    "create:2 fire:1 eye:1 lonely:2 beautiful:3 rhythm:2 little:2 science:2 usual:3 curled:1 "
    "violet:3 shoes:1 apples:2 seeing:2 mysterious:4 tree:1 radio:3 patient:2 society:4 died:1"
)


@pytest.mark.parametrize("entry", ENGLISH.split())
def test_english_words_are_counted_as_they_are_said(entry: str) -> None:
    word, count = entry.split(":")
    assert count_syllables(word, "en") == int(count)


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
