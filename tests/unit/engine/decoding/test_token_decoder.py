"""Tokens that a text may not begin with are not sampled first, and may come later."""

import pytest

from afterword.engine.interface import FinishReason, GenerationRequest
from fakes.letter_model import ABC, BOS, END, A, B, C, make_bench


@pytest.mark.parametrize("likely_ids", [[], [A, B, C]], ids=["alone", "with guesses"])
def test_a_banned_token_is_not_the_first_and_may_be_the_next(likely_ids: list[int]) -> None:
    bench = make_bench(lambda _tokens: {A: 3.0, B: 2.0, C: 1.0}, likely_ids=likely_ids)
    text, _ = bench.run(GenerationRequest(prompt="c", max_tokens=3, banned_first_tokens=("a", "b")))
    assert text == "caa"


def test_what_is_banned_comes_after_the_forced_text() -> None:
    bench = make_bench(
        lambda tokens: {ABC: 9.0, A: 5.0} if tokens == [BOS] else {C: 9.0, A: 5.0, B: 4.0}
    )
    text, _ = bench.run(
        GenerationRequest(
            prompt="", forced_prefix="ab", max_tokens=1, banned_first_tokens=("c", "a")
        )
    )
    assert text == "b"


def test_a_text_that_could_begin_in_no_other_way_ends() -> None:
    bench = make_bench(lambda _tokens: {A: 1.0, END: -9.0})
    _, pieces = bench.run(GenerationRequest(prompt="c", max_tokens=3, banned_first_tokens=("a",)))
    assert pieces[-1].finish_reason is FinishReason.END_OF_TEXT
