# pyright: basic
"""Locally typical sampling: against its definition, and against transformers' implementation."""

import math

import pytest
import torch
from transformers import TypicalLogitsWarper

from afterword.engine.prediction import Prediction
from afterword.engine.protocol import Sampling
from afterword.engine.sampling import TokenSampler, keep_typical

MASSES = [0.05, 0.2, 0.5, 0.9, 0.99]


def by_definition(probabilities: list[float], mass: float) -> set[int]:
    """Return the smallest set of Meister et al. 2022, equation 5, in plain Python."""
    entropy = -sum(p * math.log(p) for p in probabilities if p > 0)
    order = sorted(
        (index for index, p in enumerate(probabilities) if p > 0),
        key=lambda index: abs(-math.log(probabilities[index]) - entropy),
    )
    kept, reached = set[int](), 0.0
    for index in order:
        if reached >= mass:
            break
        kept.add(index)
        reached += probabilities[index]
    return kept


def random_logits(seed: int, size: int = 200) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(size, generator=generator, dtype=torch.float64) * (1 + seed % 5)


def kept_by_us(logits: torch.Tensor, mass: float) -> set[int]:
    return set(keep_typical(logits.softmax(-1), mass).nonzero().flatten().tolist())


@pytest.mark.parametrize("mass", MASSES)
def test_keeps_the_smallest_typical_set(mass: float) -> None:
    for seed in range(40):
        logits = random_logits(seed)
        assert kept_by_us(logits, mass) == by_definition(logits.softmax(-1).tolist(), mass)


@pytest.mark.parametrize("mass", MASSES)
def test_keeps_what_transformers_keeps(mass: float) -> None:
    for seed in range(40):
        logits = random_logits(seed)
        warped = TypicalLogitsWarper(mass=mass)(torch.LongTensor([[0]]), logits[None])[0]
        assert kept_by_us(logits, mass) == set(warped.isfinite().nonzero().flatten().tolist())


def test_passes_by_what_is_too_probable_to_be_typical() -> None:
    # One token of 0.4 and sixty of 0.01: the entropy is 3.1 nats, and the likeliest has 0.9.
    logits = torch.tensor([0.4, *[0.01] * 60]).log()
    sampler = TokenSampler(Sampling(temperature=1.0, typical_p=0.5, seed=1), vocabulary_size=61)
    prediction = Prediction(logits=logits, log_normaliser=0.0)
    drawn = {sampler.draw(prediction, place=place, seen=()).token_id for place in range(200)}
    assert 0 not in drawn


def test_is_judged_among_what_the_other_rules_leave() -> None:
    probabilities = torch.tensor([0.5, 0.3, 0.2, 0.0])
    kept = keep_typical(probabilities, 0.25)
    assert (kept > 0).tolist() == [False, True, False, False]
    assert keep_typical(probabilities * 7, 0.25).gt(0).tolist() == kept.gt(0).tolist()


def test_one_token_is_always_left_and_equally_typical_ones_all_are() -> None:
    assert keep_typical(torch.tensor([1.0, 0.0]), 0.01).tolist() == [1.0, 0.0]
    assert keep_typical(torch.full((4,), 0.25), 0.01).tolist() == [0.25] * 4
