"""Where the prompt ends and what the model has to spell first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.writing.healing import MAX_FORCED_CHARS, heal


@pytest.mark.parametrize(
    ("before", "prompt", "forced"),
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
    ],
)
def test_splits_before_the_word(before: str, prompt: str, forced: str) -> None:
    healed = heal(before)
    assert (healed.prompt, healed.forced) == (prompt, forced)


@given(st.text())
def test_prompt_and_forced_text_lose_nothing_but_spaces(before: str) -> None:
    healed = heal(before)
    assert before.startswith(healed.prompt)
    assert len(healed.forced) <= MAX_FORCED_CHARS
    rest = before[len(healed.prompt) :]
    assert rest == healed.forced or not rest.strip(" \t\u00a0")


def test_a_long_line_is_looked_at_near_its_end_only() -> None:
    healed = heal("潮水退去，" * 200_000 + "她打开了门")
    assert healed.forced == "门"
