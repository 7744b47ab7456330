# pyright: basic
"""The terms of the training objective, by hand and by finite differences."""

import math

import pytest
import torch
from torch import Tensor

from afterword.study.training.objectives import contrastive_loss, embedding_loss, training_loss

EXACT = torch.float64


def drawn(*shape: int, seed: int = 3) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=EXACT).requires_grad_()


LOGITS, STATES, EMBEDDINGS = drawn(2, 3, 5), drawn(2, 3, 4), drawn(5, 4)
TARGETS = torch.tensor([[0, 4, 1], [2, 2, 3]])


def total(logits: Tensor, states: Tensor, **weights: float) -> Tensor:
    loss = training_loss(logits, TARGETS, states=states, embeddings=EMBEDDINGS, **weights)
    return loss.total


def test_contrast_is_the_mean_over_pairs_of_different_places() -> None:
    states = torch.tensor([[[1.0, 0.0], [0.0, 2.0], [3.0, 0.0]]])
    # cosines: 0 between neighbours, 1 between the first and the third
    assert contrastive_loss(states).item() == pytest.approx(2 * 0.5 / 6)
    assert contrastive_loss(states, margin=1.0).item() == pytest.approx(2 * 1.0 / 6)


@pytest.mark.parametrize("degrees", [60, 90, 180])
def test_states_that_are_a_margin_apart_are_left_alone(degrees: int) -> None:
    angle = math.radians(degrees)
    states = torch.tensor([[[1.0, 0.0], [math.cos(angle), math.sin(angle)]]], dtype=EXACT)
    assert contrastive_loss(states).item() == pytest.approx(0, abs=1e-12)


def test_states_of_different_texts_are_not_compared() -> None:
    one = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    assert contrastive_loss(torch.stack([one, one])).item() == 0


def test_the_embedding_term_is_the_squared_distance_to_the_expected_embedding() -> None:
    embeddings = torch.tensor([[2.0, 0.0], [0.0, 3.0]])
    logits = torch.tensor([[[math.log(3), 0.0]]])  # 0.75 and 0.25
    right = embedding_loss(logits, torch.tensor([[0]]), embeddings).item()
    wrong = embedding_loss(logits, torch.tensor([[1]]), embeddings).item()
    assert right == pytest.approx(2 * 0.25**2)
    assert wrong == pytest.approx(2 * 0.75**2)


def test_a_related_token_is_the_lesser_miss() -> None:
    embeddings = torch.tensor([[1.0, 0.0], [0.9, 0.1], [-1.0, 0.0]])
    target = torch.tensor([[0]])
    related, unrelated = (torch.eye(3)[None, [token]] * 9 for token in (1, 2))
    assert embedding_loss(related, target, embeddings) < embedding_loss(
        unrelated, target, embeddings
    )


def test_it_is_least_where_probabilities_are_true() -> None:
    """A proper scoring rule: with true probabilities as logits its mean has no gradient."""
    true = torch.tensor([0.5, 0.3, 0.2], dtype=EXACT)
    logits = true.log().clone().requires_grad_()
    embeddings = drawn(3, 4)
    losses = [embedding_loss(logits[None], torch.tensor([token]), embeddings) for token in range(3)]
    mean = (true * torch.stack(losses)).sum()
    (gradient,) = torch.autograd.grad(mean, logits)
    assert gradient.abs().max().item() < 1e-12


def test_embeddings_are_not_drawn_together() -> None:
    loss = embedding_loss(LOGITS, TARGETS, EMBEDDINGS)
    assert torch.autograd.grad(loss, EMBEDDINGS, allow_unused=True) == (None,)


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param({}, id="next token"),
        pytest.param({"contrastive_weight": 0.7}, id="contrastive"),
        pytest.param({"embedding_weight": 0.4}, id="embedding"),
        pytest.param({"contrastive_weight": 0.7, "embedding_weight": 0.4}, id="both"),
    ],
)
def test_gradients_are_those_of_finite_differences(weights: dict[str, float]) -> None:
    def loss(logits: Tensor, states: Tensor) -> Tensor:
        return total(logits, states, **weights) + 0 * states.sum()

    assert torch.autograd.gradcheck(loss, (LOGITS, STATES))


def test_terms_are_added_by_weight_and_the_next_token_is_reported_alone() -> None:
    plain = total(LOGITS, STATES).item()
    contrast = contrastive_loss(STATES).item()
    distance = embedding_loss(LOGITS, TARGETS, EMBEDDINGS).item()
    loss = training_loss(
        LOGITS,
        TARGETS,
        states=STATES,
        embeddings=EMBEDDINGS,
        contrastive_weight=0.7,
        embedding_weight=0.4,
    )
    assert loss.next_token.item() == plain
    assert loss.total.item() == pytest.approx(plain + 0.7 * contrast + 0.4 * distance)
    assert plain == pytest.approx(
        -LOGITS.log_softmax(-1).gather(-1, TARGETS[..., None]).mean().item()
    )
