# pyright: basic
"""Steps of the optimisers, by their formulas."""

import pytest
import torch
from torch import nn

from afterword.study.training.optimisers import make_optimiser
from afterword.study.training.recipes import OptimiserKind

RATE, DECAY = 0.1, 0.5
GRADIENTS = (0.2, -0.6)


def after_steps(kind: OptimiserKind, parameter: nn.Parameter) -> float:
    optimiser = make_optimiser([parameter], kind, learning_rate=RATE, weight_decay=DECAY)
    for gradient in GRADIENTS:
        parameter.grad = torch.full_like(parameter, gradient)
        optimiser.step()
    return parameter.flatten()[0].item()


def adam(weight: float, decay: float) -> float:
    mean = square = 0.0
    for step, gradient in enumerate(GRADIENTS, start=1):
        weight -= RATE * decay * weight
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.95 * square + 0.05 * gradient**2
        unbiased = (square / (1 - 0.95**step)) ** 0.5
        weight -= RATE * mean / (1 - 0.9**step) / (unbiased + 1e-8)
    return weight


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (OptimiserKind.SGD, 1.0 - RATE * sum(GRADIENTS)),
        (OptimiserKind.ADAM, adam(1.0, decay=0.0)),
        (OptimiserKind.ADAMW, adam(1.0, decay=DECAY)),
    ],
)
def test_steps_are_those_of_the_formulas(kind: OptimiserKind, expected: float) -> None:
    assert after_steps(kind, nn.Parameter(torch.ones(1, 1))) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", OptimiserKind)
def test_the_weights_of_norms_do_not_decay(kind: OptimiserKind) -> None:
    plain = OptimiserKind.ADAM if kind is OptimiserKind.ADAMW else kind
    norm, same = nn.Parameter(torch.ones(3)), nn.Parameter(torch.ones(3))
    assert after_steps(kind, norm) == pytest.approx(after_steps(plain, same))
