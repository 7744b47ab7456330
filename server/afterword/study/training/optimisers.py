# pyright: basic
"""Optimisers by name, with their formulas. Knows no models: parameters come from outside."""

from collections.abc import Iterable
from typing import Final, assert_never

import torch
from torch import nn

from afterword.study.training.recipes import OptimiserKind

_BETAS: Final = (0.9, 0.95)
"""The decay rates b1 and b2 of Adam's moments: the second is below the default 0.999, as usual for
Transformers."""


def make_optimiser(
    parameters: Iterable[nn.Parameter],
    kind: OptimiserKind,
    *,
    learning_rate: float,
    weight_decay: float,
) -> torch.optim.Optimizer:
    """Return an optimiser of a kind, for a gradient g that ``backward`` has left.

        sgd    w <- w - rate * g                                (Robbins & Monro 1951)
        adam   w <- w - rate * m / (sqrt(v) + 1e-8)             (Kingma & Ba 2015, algorithm 1)
               with m and v the running means of g and g * g, decaying by b1 and b2, unbiased
        adamw  adam's step, and w <- w - rate * decay * w       (Loshchilov & Hutter 2019)

    Args:
        parameters: what to train.
        kind: which of the three.
        learning_rate: the rate until the schedule sets another one.
        weight_decay: AdamW's; the others have none. It is for matrices only: the weights of norms
            need not be small.
    """
    match kind:
        case OptimiserKind.SGD:
            return torch.optim.SGD(parameters, lr=learning_rate)
        case OptimiserKind.ADAM:
            return torch.optim.Adam(parameters, lr=learning_rate, betas=_BETAS)
        case OptimiserKind.ADAMW:
            every = list(parameters)
            groups = [
                {"params": [p for p in every if p.dim() > 1], "weight_decay": weight_decay},
                {"params": [p for p in every if p.dim() <= 1], "weight_decay": 0.0},
            ]
            return torch.optim.AdamW(groups, lr=learning_rate, betas=_BETAS)
        case _:
            assert_never(kind)
