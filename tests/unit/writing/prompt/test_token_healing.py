"""The end of the prompt, and the text that the model has to spell first."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.writing.prompt.token_healing import MAX_FORCED_CHARS, heal


@pytest.mark.parametrize(
    ("before", "prompt", "forced_prefix"),
    [
        pytest.param("She opened the d", "She opened the", " d", id="mid-word"),
        pytest.param("She opened the ", "She opened the", " ", id="after-a-space"),
        pytest.param("She opened the", "She opened", " the", id="after-a-word"),
        pytest.param("He said, “Wh", "He said,", " “Wh", id="after-an-open-quote"),
        pytest.param("It ended.\n\nTh", "It ended.\n\n", "Th", id="first-word-of-a-paragraph"),
        pytest.param("It ended.\n\n", "It ended.\n\n", "", id="new-paragraph"),
        pytest.param("It ended.\n    ", "It ended.\n", "", id="indent"),
        pytest.param("", "", "", id="empty"),
        pytest.param("   ", "", "", id="only-spaces"),
        pytest.param("他打开了门", "他打开了", "门", id="chinese"),
        pytest.param("他说：“", "他说：", "“", id="chinese-quote"),
        pytest.param("在Par", "在", "Par", id="latin-after-chinese"),
        pytest.param("They don’", "They", " don’", id="apostrophe"),
        pytest.param("a well-kn", "a", " well-kn", id="hyphen"),
        pytest.param("He said—th", "He said", "—th", id="dash"),
        pytest.param("He said—", "He said", "—", id="after-a-dash"),
        pytest.param("He said, *Th", "He said,", " *Th", id="emphasis"),
        pytest.param("He said (th", "He said", " (th", id="bracket"),
        pytest.param("She went home.", "She went home", ".", id="sentence-end"),
        pytest.param("“Come home!”", "“Come home", "!”", id="sentence-end-in-quotes"),
        pytest.param("at 5 p.m.", "at 5", " p.m.", id="abbreviation"),
        pytest.param("It is 3.", "It is", " 3.", id="number-with-a-point"),
        pytest.param("It ended.  Th", "It ended.", "  Th", id="two-spaces"),
        pytest.param("It ended.\n    Th", "It ended.\n", "    Th", id="indented-word"),
        pytest.param("Oui\u202f", "Oui", "\u202f", id="no-break-space"),
        pytest.param("die Stra\u00df", "die", " Stra\u00df", id="sharp-s"),
        pytest.param("bir \u0130st", "bir", " \u0130st", id="turkish-i"),
        pytest.param("un cafe\u0301", "un", " caf\u00e9", id="decomposed-accent"),
        pytest.param("هذا الكتا", "هذا", " الكتا", id="arabic"),
        pytest.param("می\u200cخوا", "", "می\u200cخوا", id="persian-joiner"),
        pytest.param("यह कि", "यह", " कि", id="devanagari"),
        pytest.param("นั่งอยู่ริมแม่", "นั่งอยู่", "ริมแม่", id="thai-end-of-a-run"),
        pytest.param("เขา แม่", "เขา ", "แม่", id="thai-after-a-space"),
        pytest.param("食べ", "食", "べ", id="kana-after-kanji"),
        pytest.param("在２０", "在", "２０", id="fullwidth-digits"),
        pytest.param("I like 🙂", "I like", " 🙂", id="emoji"),
        pytest.param("great🙂🙂", "great🙂", "🙂", id="emoji-after-emoji"),
        pytest.param("us 👨‍👩‍👧", "us 👨‍👩‍👧", "", id="long-emoji"),
    ],
)
def test_splits_before_the_word(before: str, prompt: str, forced_prefix: str) -> None:
    healed = heal(before)
    assert (healed.prompt, healed.forced_prefix) == (prompt, forced_prefix)


@given(st.text())
def test_prompt_and_forced_text_lose_nothing_but_spaces(before: str) -> None:
    healed = heal(before)
    assert before.startswith(healed.prompt)
    rest = before[len(healed.prompt) :]
    assert len(rest.strip()) <= MAX_FORCED_CHARS
    is_exact = unicodedata.normalize("NFC", rest) == healed.forced_prefix
    assert is_exact or not rest.strip(" \t\u00a0\u202f")


def test_a_long_line_is_looked_at_near_its_end_only() -> None:
    healed = heal("潮水退去，" * 200_000 + "她打开了门")
    assert healed.forced_prefix == "门"
