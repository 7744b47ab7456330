"""Several takes as one batch: each is the text it would be alone."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.interface import CancelToken, FinishReason, GenerationRequest, Sampling
from fakes.letter_model import END, A, B, C, make_bench


def predict(tokens: Sequence[int]) -> dict[int, float]:
    mixed = sum((place + 1) * token for place, token in enumerate(tokens))
    return {A: mixed % 3, B: mixed % 5 - 1, C: mixed % 7 - 3, END: mixed % 4 - 2}


def request(
    *, takes: int, seed: int, max_tokens: int = 12, forced_prefix: str = ""
) -> GenerationRequest:
    return GenerationRequest(
        prompt="abc",
        forced_prefix=forced_prefix,
        takes=takes,
        max_tokens=max_tokens,
        sampling=Sampling(temperature=1.0, seed=seed, min_p=0.001),
    )


@given(st.integers(2, 4), st.integers(0, 50), st.sampled_from(["", "ab", "b"]))
def test_each_take_is_the_text_it_would_be_alone(takes: int, seed: int, forced_prefix: str) -> None:
    together = request(takes=takes, seed=seed, forced_prefix=forced_prefix)
    pieces = list(make_bench(predict).engine.generate(together, CancelToken()))
    for take in range(takes):
        alone = request(takes=1, seed=seed + take, forced_prefix=forced_prefix)
        text = "".join(piece.text for piece in pieces if piece.take == take)
        assert text == make_bench(predict).run(alone)[0]
        ends = [piece for piece in pieces if piece.take == take and piece.finish_reason]
        assert len(ends) == 1


def test_a_token_of_every_take_costs_one_forward() -> None:
    bench = make_bench(lambda _tokens: {A: 1.0, B: 1.0})
    bench.run(request(takes=3, seed=1, max_tokens=5))
    assert [len(forward) for forward in bench.model.forwards] == [4, 3, 3, 3, 3, 3]


def test_a_cancel_ends_every_take() -> None:
    cancel = CancelToken()
    pieces = make_bench(lambda _tokens: {A: 1.0}).engine.generate(
        request(takes=3, seed=1, max_tokens=50), cancel
    )
    for _ in range(4):
        next(pieces)
    cancel.cancel()
    reasons = [piece.finish_reason for piece in pieces if piece.finish_reason]
    assert reasons == [FinishReason.CANCELLED] * 3


def test_the_prompt_stays_cached() -> None:
    bench = make_bench(predict)
    bench.run(request(takes=3, seed=1))
    bench.model.forwards.clear()
    bench.run(request(takes=2, seed=2))
    assert bench.model.forwards[0] == [C]
