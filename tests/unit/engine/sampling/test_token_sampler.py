"""Which tokens can be drawn under each rule."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from afterword.engine.interface import Sampling
from afterword.engine.sampling.prediction import Prediction
from afterword.engine.sampling.token_sampler import SampledToken, TokenSampler
from afterword.engine.tokens.shortlist import Shortlist

PROBABILITIES = (0.5, 0.3, 0.15, 0.05)
PREDICTION = Prediction(logits=np.log(np.array(PROBABILITIES, np.float32)), log_normaliser=0.0)


def part_of(logits: Mapping[int, float], *, vocabulary_size: int = 4) -> Prediction:
    """Return a prediction over some tokens only, in this order."""
    shortlist = Shortlist(np.array([*logits], np.int64), vocabulary_size=vocabulary_size)
    return Prediction(
        logits=np.array([*logits.values()], np.float32), shortlist=shortlist, log_normaliser=0.0
    )


def sample(
    sampler: TokenSampler,
    prediction: Prediction = PREDICTION,
    *,
    position: int = 0,
    seen: Sequence[int] = (),
    penalties: Mapping[int, float] | None = None,
) -> SampledToken:
    sampled = sampler.sample(prediction, position=position, seen=seen, penalties=penalties)
    assert sampled is not None
    return sampled


def drawn(sampling: Sampling, *, seen: Sequence[int] = (), times: int = 400) -> set[int]:
    sampler = TokenSampler(sampling)
    return {sample(sampler, position=position, seen=seen).token_id for position in range(times)}


@pytest.mark.parametrize(
    ("sampling", "possible"),
    [
        pytest.param(Sampling(), {0}, id="greedy"),
        pytest.param(Sampling(temperature=1.0, seed=1), {0, 1, 2, 3}, id="plain"),
        pytest.param(Sampling(temperature=1.0, min_p=0.31, seed=1), {0, 1}, id="min-p"),
        pytest.param(Sampling(temperature=1.0, top_p=0.5, seed=1), {0}, id="top-p-exact"),
        pytest.param(Sampling(temperature=1.0, top_p=0.6, seed=1), {0, 1}, id="top-p-crossing"),
        pytest.param(Sampling(temperature=1.0, top_p=0.0001, seed=1), {0}, id="top-p-tiny"),
    ],
)
def test_draws_only_what_the_rules_leave(sampling: Sampling, possible: set[int]) -> None:
    assert drawn(sampling) == possible


def test_low_temperature_sharpens_and_keeps_the_reported_probability() -> None:
    draw = sample(TokenSampler(Sampling(temperature=0.1, seed=3)))
    assert draw.token_id == 0
    assert math.exp(draw.log_probability) == pytest.approx(0.5, abs=1e-6)


def test_repetition_penalty_lets_another_token_pass_the_one_seen() -> None:
    assert drawn(Sampling(repetition_penalty=2.0), seen=[0]) == {1}


def test_repetition_penalty_weakens_positive_logits_too() -> None:
    sampler = TokenSampler(Sampling(repetition_penalty=2.0))
    prediction = Prediction(logits=np.array([3.0, 2.0], np.float32), log_normaliser=0.0)
    assert sample(sampler, prediction, seen=[0]).token_id == 1


def test_penalties_leave_the_prediction_as_it_was() -> None:
    sampler = TokenSampler(Sampling(repetition_penalty=2.0))
    before = PREDICTION.logits.tolist()
    sample(sampler, seen=[0, 1], penalties={2: 1.0})
    assert PREDICTION.logits.tolist() == before


def test_a_part_of_the_vocabulary_is_penalised_and_excluded_by_token() -> None:
    part = part_of({0: 1.0, 3: 3.0, 2: 2.9})
    sampler = TokenSampler(Sampling(repetition_penalty=2.0))
    assert sample(sampler, part, seen=[3, 1]).token_id == 2
    assert sample(sampler, part.without(np.array([2, 1]))).token_id == 3


def test_what_the_part_lacks_is_not_penalised_in_place_of_another_token() -> None:
    part = part_of({0: 1.0, 3: 3.0, 2: 2.9})
    penalties = {1: 9.0, 3: 0.05}
    assert sample(TokenSampler(Sampling()), part, penalties=penalties).token_id == 3
    assert sample(TokenSampler(Sampling()), part, penalties={1: 9.0, 3: 0.2}).token_id == 2


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_where_no_token_is_allowed_none_is_drawn(temperature: float) -> None:
    sampler = TokenSampler(Sampling(temperature=temperature, min_p=0.1, top_p=0.9, seed=1))
    nothing = PREDICTION.without(np.arange(4))
    assert sampler.sample(nothing, position=0, seen=()) is None


def test_the_same_place_draws_the_same_token_also_from_a_part_of_the_vocabulary() -> None:
    sampler = TokenSampler(Sampling(temperature=1.0, min_p=0.2, seed=5))
    part = part_of({token: math.log(PROBABILITIES[token]) for token in (0, 1, 2)})
    for position in (7, 3, 5, 3):
        whole = sample(sampler, position=position).token_id
        assert sample(sampler, part, position=position).token_id == whole


def test_draws_are_as_frequent_as_they_are_probable() -> None:
    sampler = TokenSampler(Sampling(temperature=1.0, seed=9))
    draws = [sample(sampler, position=position).token_id for position in range(4000)]
    for token, probability in enumerate(PROBABILITIES):
        assert draws.count(token) / 4000 == pytest.approx(probability, abs=0.03)


def test_a_lowered_token_is_passed_by_and_keeps_its_reported_probability() -> None:
    sampler = TokenSampler(Sampling())
    part = part_of({token: math.log(PROBABILITIES[token]) for token in (3, 0, 1)})
    for prediction in (PREDICTION, part):
        assert sample(sampler, prediction, penalties={0: 1.0}).token_id == 1
    kept = sample(sampler, penalties={0: 0.1})
    assert kept.token_id == 0
    assert math.exp(kept.log_probability) == pytest.approx(0.5, abs=1e-6)
    assert sample(sampler).token_id == 0
