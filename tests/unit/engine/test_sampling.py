"""Which tokens can be drawn under each rule."""

import math
from collections.abc import Sequence

import pytest
import torch

from afterword.engine.protocol import Sampling
from afterword.engine.sampling import TokenSampler

PROBABILITIES = (0.5, 0.3, 0.15, 0.05)


def drawn(sampling: Sampling, *, seen: Sequence[int] = (), times: int = 400) -> set[int]:
    sampler = TokenSampler(sampling)
    logits = torch.tensor(PROBABILITIES).log()
    return {sampler.draw(logits, seen=seen).token_id for _ in range(times)}


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
    sampler = TokenSampler(Sampling(temperature=0.1, seed=3))
    draw = sampler.draw(torch.tensor(PROBABILITIES).log(), seen=())
    assert draw.token_id == 0
    assert math.exp(draw.log_probability) == pytest.approx(0.5, abs=1e-6)


def test_repetition_penalty_lets_another_token_pass_the_one_seen() -> None:
    assert drawn(Sampling(repetition_penalty=2.0), seen=[0]) == {1}


def test_repetition_penalty_weakens_positive_logits_too() -> None:
    draw = TokenSampler(Sampling(repetition_penalty=2.0)).draw(torch.tensor([3.0, 2.0]), seen=[0])
    assert draw.token_id == 1


def test_allowed_tokens_share_the_whole_probability() -> None:
    sampler = TokenSampler(Sampling())
    allowed = torch.tensor([2, 3])
    draw = sampler.draw(torch.tensor(PROBABILITIES).log(), seen=(), allowed=allowed)
    assert draw.token_id == 2
    assert math.exp(draw.log_probability) == pytest.approx(0.75, abs=1e-6)
