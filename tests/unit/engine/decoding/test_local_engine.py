"""The local engine over a letter model: healing, cache, bounds, cancel."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from afterword.engine.interface import (
    CancelToken,
    FinishReason,
    GenerationRequest,
    Instruction,
    Piece,
    Sampling,
    Usage,
)
from afterword.errors import GenerationError
from fakes.letter_model import ABC, BOS, END, HAO, NEWLINE, SPACE_A, A, B, C, Predict, make_bench

REQUEST = GenerationRequest(prompt="a", max_tokens=9)


def after_each(table: dict[int, int]) -> Predict:
    """Predict the next token from the last one alone; end where the table ends."""
    return lambda tokens: {table.get(tokens[-1], END): 5.0}


def usage_of(pieces: Sequence[Piece]) -> Usage:
    usage = pieces[-1].usage
    assert usage is not None
    return usage


@pytest.mark.parametrize(
    ("after", "request_", "text", "reason"),
    [
        pytest.param({A: B, B: C}, REQUEST, "bc", FinishReason.END_OF_TEXT, id="the-models-end"),
        pytest.param(
            {A: A}, replace(REQUEST, max_tokens=3), "aaa", FinishReason.MAX_TOKENS, id="the-bound"
        ),
        pytest.param(
            {A: B, B: NEWLINE, NEWLINE: A},
            replace(REQUEST, stop=("\n",)),
            "b",
            FinishReason.STOP_TEXT,
            id="a-stop-string-that-is-not-yielded",
        ),
        pytest.param(
            {A: B},
            replace(REQUEST, forced_prefix="z"),
            "",
            FinishReason.END_OF_TEXT,
            id="no-token-spells-the-forced-text",
        ),
    ],
)
def test_a_text_ends_for_its_reason(
    after: dict[int, int], request_: GenerationRequest, text: str, reason: FinishReason
) -> None:
    written, pieces = make_bench(after_each(after)).run(request_)

    assert written == text
    assert pieces[-1].finish_reason is reason


def test_every_prompt_begins_with_bos() -> None:
    bench = make_bench(after_each({}))
    bench.run(GenerationRequest(prompt="ab", max_tokens=1))
    assert bench.model.forwards[0] == [BOS, A, B]


def test_healing_yields_only_what_comes_after_the_forced_text() -> None:
    bench = make_bench(lambda _tokens: {C: 9.0, ABC: 5.0, B: 4.0})
    text, pieces = bench.run(GenerationRequest(prompt="", forced_prefix="ab", max_tokens=1))
    assert text == "c"
    assert pieces[0].log_probability > -0.01  # among the tokens that fit "ab", ABC is certain


def test_healing_spells_the_forced_text_over_several_tokens() -> None:
    bench = make_bench(lambda tokens: {SPACE_A: 9.0} if tokens[-1] == BOS else {B: 5.0, C: 6.0})
    text, _pieces = bench.run(GenerationRequest(prompt="", forced_prefix=" ab", max_tokens=1))
    assert bench.model.forwards[1:3] == [[SPACE_A], [B]]
    assert text == "c"


def test_an_unfinished_character_is_never_yielded() -> None:
    chain = {A: HAO[0], HAO[0]: HAO[1], HAO[1]: HAO[2], HAO[2]: A}
    whole, _pieces = make_bench(after_each(chain)).run(GenerationRequest(prompt="a", max_tokens=3))
    part, _pieces = make_bench(after_each(chain)).run(GenerationRequest(prompt="a", max_tokens=2))
    assert (whole, part) == ("好", "")


def test_neither_line_break_nor_end_comes_before_min_chars() -> None:
    bench = make_bench(lambda _tokens: {END: 9.0, NEWLINE: 8.0, A: 1.0})
    text, _pieces = bench.run(
        GenerationRequest(prompt="b", max_tokens=9, min_chars=3, stop=("\n",))
    )
    assert text == "aaa"


def test_a_prompt_that_goes_on_from_the_last_one_is_read_from_where_they_part() -> None:
    bench = make_bench(after_each({}))
    bench.run(GenerationRequest(prompt="ab" * 20, max_tokens=1))
    bench.model.forwards.clear()
    _text, pieces = bench.run(GenerationRequest(prompt="ab" * 20 + "c", max_tokens=1))
    assert bench.model.forwards == [[C]]
    assert usage_of(pieces).cached_tokens == 41


def test_a_long_prompt_is_read_in_chunks_and_a_cancel_ends_it_between_two() -> None:
    cancel = CancelToken()

    def cancel_at_first_forward(_tokens: Sequence[int]) -> dict[int, float]:
        cancel.cancel()
        return {A: 1.0}

    bench = make_bench(cancel_at_first_forward)
    text, pieces = bench.run(GenerationRequest(prompt="a" * 300, max_tokens=5), cancel)
    assert text == ""
    assert pieces[-1].finish_reason is FinishReason.CANCELLED
    assert len(bench.model.forwards) == 1


@pytest.mark.parametrize(
    "request_",
    [replace(REQUEST, max_tokens=50), replace(REQUEST, scored_text="a" * 40, max_tokens=0)],
    ids=["writing", "scoring"],
)
def test_a_cancel_between_tokens_ends_it_there(request_: GenerationRequest) -> None:
    cancel = CancelToken()
    bench = make_bench(lambda _tokens: {A: 1.0, B: 1.0})
    pieces: Iterator[Piece] = bench.engine.generate(request_, cancel)

    next(piece for piece in pieces if not piece.is_pause)
    cancel.cancel()
    assert [piece.finish_reason for piece in pieces] == [FinishReason.CANCELLED]


def test_what_does_not_fit_the_model_is_dropped_from_the_left_in_large_steps() -> None:
    bench = make_bench(after_each({}), max_tokens=100)
    lengths: set[int] = set()
    for extra in range(6):
        bench.model.forwards.clear()
        _text, pieces = bench.run(GenerationRequest(prompt="a" * (200 + extra), max_tokens=5))
        lengths.add(usage_of(pieces).prompt_tokens)
        assert max(lengths) <= 95
    assert max(lengths) - min(lengths) <= 6  # the start stays while a few letters are typed


def fail(_tokens: Sequence[int]) -> dict[int, float]:
    raise RuntimeError("out of memory")


def no_number(_tokens: Sequence[int]) -> dict[int, float]:
    return {A: float("nan")}


@pytest.mark.parametrize(
    ("predict", "message"),
    [
        pytest.param(fail, "letters failed", id="an-error"),
        pytest.param(no_number, "ArithmeticError", id="no-numbers"),
    ],
)
def test_a_failing_model_is_a_generation_error_and_its_state_is_dropped(
    predict: Predict, message: str
) -> None:
    bench = make_bench(predict)
    with pytest.raises(GenerationError, match=message):
        bench.run(GenerationRequest(prompt="a", max_tokens=1))

    bench.model.next_logits = after_each({A: B})
    assert bench.run(GenerationRequest(prompt="a", max_tokens=1))[0] == "b"


def test_an_instruction_is_an_error() -> None:
    bench = make_bench(after_each({}))
    instruction = Instruction(role="You write.", task="Write on.")
    with pytest.raises(GenerationError, match="doesn't follow instructions"):
        bench.run(GenerationRequest(prompt="a", instruction=instruction, max_tokens=3))


def test_the_same_seed_draws_the_same_text() -> None:
    bench = make_bench(lambda _tokens: {A: 1.0, B: 1.0, C: 1.0})

    def draw(seed: int) -> str:
        sampling = Sampling(temperature=1.0, seed=seed)
        return bench.run(GenerationRequest(prompt="a", max_tokens=24, sampling=sampling))[0]

    assert draw(7) == draw(7)
    assert len({draw(seed) for seed in range(5)}) > 1


@pytest.mark.parametrize("max_tokens", [20, 40, 64, 4000])
def test_what_a_small_model_can_hold_is_shared_by_prompt_and_text(max_tokens: int) -> None:
    bench = make_bench(after_each({A: A}), max_tokens=64)
    text, pieces = bench.run(GenerationRequest(prompt="ba" * 50, max_tokens=max_tokens))
    assert text == "a" * min(max_tokens, 32)
    assert pieces[-1].finish_reason is FinishReason.MAX_TOKENS


def test_tokens_that_spell_nothing_count_too() -> None:
    bench = make_bench(lambda _tokens: {BOS: 5.0})
    bench.engine._end_ids = frozenset({END})  # pyright: ignore[reportPrivateUsage]  # a padded vocabulary's ids are no special ones
    _text, pieces = bench.run(GenerationRequest(prompt="a", max_tokens=5))
    assert usage_of(pieces).generated_tokens == 5


def test_the_tokens_of_all_takes_are_counted() -> None:
    bench = make_bench(after_each({A: A}))
    sampling = Sampling(temperature=1.0, seed=1)
    _text, pieces = bench.run(
        GenerationRequest(prompt="a", max_tokens=5, takes=2, sampling=sampling)
    )
    assert usage_of(pieces).generated_tokens == 10


def test_a_given_text_is_scored_and_nothing_is_drawn() -> None:
    bench = make_bench(lambda tokens: {B: 4.0, C: 4.0} if tokens[-1] == A else {A: 9.0, B: 9.0})
    text, pieces = bench.run(GenerationRequest(prompt="a", scored_text="ba", max_tokens=0))
    assert text == ""
    scores = [piece.log_probability for piece in pieces if not piece.is_pause][:-1]
    assert scores == pytest.approx([math.log(0.5), math.log(0.5)], abs=1e-3)
    assert pieces[-1].finish_reason is FinishReason.END_OF_TEXT


def test_scoring_agrees_with_what_is_measured_apart() -> None:
    bench = make_bench(lambda tokens: {A: len(tokens) % 3, B: 1.0, C: tokens[-1] % 2})
    given = "abcabcbacbaabccba"
    _text, pieces = bench.run(GenerationRequest(prompt="ab", scored_text=given, max_tokens=0))
    scores = [piece.log_probability for piece in pieces if not piece.is_pause][:-1]
    assert scores == pytest.approx(bench.engine.score("ab", given))


def test_texts_behind_the_same_prompt_are_scored_from_where_they_part() -> None:
    bench = make_bench(after_each({}))
    bench.run(GenerationRequest(prompt="ab" * 20, max_tokens=1))
    bench.run(GenerationRequest(prompt="ab" * 20 + "c", scored_text="ab", max_tokens=0))
    bench.model.forwards.clear()
    _text, pieces = bench.run(
        GenerationRequest(prompt="ab" * 20 + "b", scored_text="ab", max_tokens=0)
    )
    assert bench.model.forwards == [[B], [A]]
    assert usage_of(pieces).cached_tokens == 41
