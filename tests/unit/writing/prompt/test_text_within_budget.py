"""The cut keeps the end, fits the budget, and moves rarely."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from afterword.brief.budget import BYTES_PER_TOKEN
from afterword.writing.prompt.text_within_budget import cut_to_budget, cut_with_tail

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


def test_a_tail_fills_what_the_text_leaves() -> None:
    window = cut_with_tail(SENTENCE * 100, "# Two\n\nHe rowed.", budget_tokens=128)
    assert window.startswith("The tide")
    assert window.endswith("come back. # Two\n\nHe rowed.")
    assert len(window.encode()) <= 128 * BYTES_PER_TOKEN


@given(st.text(max_size=120), st.text(max_size=40), st.integers(8, 60))
def test_a_tail_never_costs_a_word_of_the_text(tail: str, text: str, budget_tokens: int) -> None:
    alone = cut_to_budget(text * 9, budget_tokens=budget_tokens)
    window = cut_with_tail(tail * 9, text * 9, budget_tokens=budget_tokens)
    assert window.endswith(alone)
    assert len(window.encode()) <= budget_tokens * BYTES_PER_TOKEN


def test_typing_with_a_tail_moves_the_start_once_in_a_quarter_of_the_budget() -> None:
    tail, typed = SENTENCE * 100, SENTENCE * 40
    prompts = [
        cut_with_tail(tail, typed[:length], budget_tokens=128) for length in range(len(typed))
    ]
    moves = sum(not now.startswith(was) for was, now in pairwise(prompts))
    assert moves <= len(typed) // (128 * BYTES_PER_TOKEN // 4) + 1
