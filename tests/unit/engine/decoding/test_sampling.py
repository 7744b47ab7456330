"""Which tokens can be drawn under each rule."""

import math
from collections.abc import Sequence

import pytest
import torch

from afterword.engine.decoding.prediction import Prediction
from afterword.engine.decoding.sampling import TokenSampler, index_of_largest
from afterword.engine.interface import Sampling

PROBABILITIES = (0.5, 0.3, 0.15, 0.05)
PREDICTION = Prediction(logits=torch.tensor(PROBABILITIES).log(), log_normaliser=0.0)


def drawn(sampling: Sampling, *, seen: Sequence[int] = (), times: int = 400) -> set[int]:
    sampler = TokenSampler(sampling, vocabulary_size=len(PROBABILITIES))
    return {
        sampler.sample(PREDICTION, position=position, seen=seen).token_id
        for position in range(times)
    }


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
    sampler = TokenSampler(Sampling(temperature=0.1, seed=3), vocabulary_size=4)
    draw = sampler.sample(PREDICTION, position=0, seen=())
    assert draw.token_id == 0
    assert math.exp(draw.log_probability) == pytest.approx(0.5, abs=1e-6)


def test_repetition_penalty_lets_another_token_pass_the_one_seen() -> None:
    assert drawn(Sampling(repetition_penalty=2.0), seen=[0]) == {1}


def test_repetition_penalty_weakens_positive_logits_too() -> None:
    sampler = TokenSampler(Sampling(repetition_penalty=2.0), vocabulary_size=2)
    prediction = Prediction(logits=torch.tensor([3.0, 2.0]), log_normaliser=0.0)
    assert sampler.sample(prediction, position=0, seen=[0]).token_id == 1


def test_allowed_tokens_share_the_whole_probability() -> None:
    among = PREDICTION.among(torch.tensor([3, 2]))
    draw = TokenSampler(Sampling(), vocabulary_size=4).sample(among, position=0, seen=())
    assert draw.token_id == 2
    assert math.exp(draw.log_probability) == pytest.approx(0.75, abs=1e-6)


def test_a_part_of_the_vocabulary_is_penalised_and_excluded_by_token() -> None:
    part = Prediction(
        logits=torch.tensor([1.0, 3.0, 2.9]), token_ids=torch.tensor([0, 3, 2]), log_normaliser=0.0
    )
    sampler = TokenSampler(Sampling(repetition_penalty=2.0), vocabulary_size=4)
    assert sampler.sample(part, position=0, seen=[3]).token_id == 2
    excluded = part.without(torch.tensor([False, False, True, False]))
    assert sampler.sample(excluded, position=0, seen=[]).token_id == 3


def test_the_same_place_draws_the_same_token_also_from_a_part_of_the_vocabulary() -> None:
    sampling = Sampling(temperature=1.0, min_p=0.2, seed=5)
    sampler = TokenSampler(sampling, vocabulary_size=4)
    part = PREDICTION.among(torch.tensor([0, 1, 2]))
    for position in (7, 3, 5, 3):
        whole = sampler.sample(PREDICTION, position=position, seen=()).token_id
        assert sampler.sample(part, position=position, seen=()).token_id == whole


def test_draws_are_as_frequent_as_they_are_probable() -> None:
    sampler = TokenSampler(Sampling(temperature=1.0, seed=9), vocabulary_size=4)
    draws = [
        sampler.sample(PREDICTION, position=position, seen=()).token_id for position in range(4000)
    ]
    for token, probability in enumerate(PROBABILITIES):
        assert draws.count(token) / 4000 == pytest.approx(probability, abs=0.03)


@pytest.mark.parametrize("size", [1, 511, 512, 1024, 1500, 5000])
def test_the_index_of_the_largest_score_is_found_in_rows_of_any_length(size: int) -> None:
    for seed in range(20):
        scores = torch.randn(size, generator=torch.Generator().manual_seed(seed))
        assert index_of_largest(scores) == int(scores.argmax())


def test_of_two_largest_scores_the_first_is_taken() -> None:
    scores = torch.zeros(2000)
    scores[[700, 900, 1900]] = 1.0
    assert index_of_largest(scores) == 700


def test_a_lowered_token_is_passed_by_and_keeps_its_reported_probability() -> None:
    sampler = TokenSampler(Sampling(), vocabulary_size=4)
    part = PREDICTION.among(torch.tensor([3, 0, 1]))
    for prediction in (PREDICTION, part):
        assert sampler.sample(prediction, position=0, seen=(), penalties={0: 1.0}).token_id == 1
    kept = sampler.sample(PREDICTION, position=0, seen=(), penalties={0: 0.1})
    assert kept.token_id == 0
    assert math.exp(kept.log_probability) == pytest.approx(0.5, abs=1e-6)
    assert sampler.sample(PREDICTION, position=0, seen=()).token_id == 0
