"""The cut keeps the end, fits the budget, and moves rarely."""

from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.budget import BYTES_PER_TOKEN, cut_to_budget

SENTENCE = "The tide went out over the stones and did not come back. "


def test_a_text_within_the_budget_is_left_whole() -> None:
    assert cut_to_budget("short", budget_tokens=64) == "short"


def test_the_window_begins_at_a_sentence_and_fills_most_of_the_budget() -> None:
    window = cut_to_budget(SENTENCE * 100, budget_tokens=128)
    assert window.startswith("The tide")
    assert 0.6 * 128 * BYTES_PER_TOKEN <= len(window.encode()) <= 128 * BYTES_PER_TOKEN


def test_typing_moves_the_start_once_in_a_quarter_of_the_budget() -> None:
    text = SENTENCE * 100
    starts = {
        len(text) + typed - len(cut_to_budget(text + "x" * typed, budget_tokens=128))
        for typed in range(128 * BYTES_PER_TOKEN // 4)
    }
    assert len(starts) <= 2


def test_one_long_chinese_paragraph_is_cut_inside() -> None:
    window = cut_to_budget("潮水从石头上退去，没有再回来。" * 200, budget_tokens=64)
    assert window.startswith("潮水")
    assert 0 < len(window.encode()) <= 64 * BYTES_PER_TOKEN


@given(st.text(min_size=1), st.integers(1, 50))
def test_the_window_is_an_end_of_the_text_within_the_budget(text: str, budget_tokens: int) -> None:
    window = cut_to_budget(text * 20, budget_tokens=budget_tokens)
    assert (text * 20).endswith(window)
    assert len(window.encode()) <= budget_tokens * BYTES_PER_TOKEN
