# pyright: basic
"""Training objectives: next-token cross-entropy, and two terms that can be added to it.

    loss = next_token + contrastive_weight * contrastive + embedding_weight * embedding

docs/training.md has the formulas in full. Logits, states and embeddings come from outside: nothing
here knows a model, so any that has them can be trained on these.
"""

from dataclasses import dataclass
from typing import Final

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

CONTRASTIVE_MARGIN: Final = 0.5
"""The difference of similarities from which states are far enough apart, as Su et al. chose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingLoss:
    """The loss of one batch: scalars, with gradients."""

    total: Tensor
    """The loss to descend."""
    next_token: Tensor
    """Its cross-entropy alone, in nats per token, which compares across objectives."""


def training_loss(
    logits: Tensor,
    targets: Tensor,
    *,
    states: Tensor,
    embeddings: Tensor,
    contrastive_weight: float = 0.0,
    embedding_weight: float = 0.0,
) -> TrainingLoss:
    """Return the loss of a batch; a term with weight 0 is not computed.

    Args:
        logits: (batch, tokens, vocabulary).
        targets: the tokens that came next, (batch, tokens) int64.
        states: what the output head read, (batch, tokens, width).
        embeddings: the token embedding, (vocabulary, width).
        contrastive_weight: the weight of ``contrastive_loss``.
        embedding_weight: the weight of ``embedding_loss``.
    """
    next_token = F.cross_entropy(logits.flatten(0, -2), targets.flatten())
    total = next_token
    if contrastive_weight:
        total = total + contrastive_weight * contrastive_loss(states)
    if embedding_weight:
        total = total + embedding_weight * embedding_loss(logits, targets, embeddings)
    return TrainingLoss(total=total, next_token=next_token)


def contrastive_loss(states: Tensor, *, margin: float = CONTRASTIVE_MARGIN) -> Tensor:
    """Push the states of different places of a text apart (SimCTG, Su et al. 2022, section 3.1).

        mean over places i != j of max(0, margin - cos(h_i, h_i) + cos(h_i, h_j))

    Args:
        states: (batch, tokens, width), of at least two tokens; only those of one row are compared.
        margin: how much less than with itself, which is 1, a state's similarity should be.
    """
    directions = F.normalize(states, dim=-1)
    cosines = directions @ directions.transpose(-1, -2)  # (batch, tokens, tokens)
    too_near = F.relu(margin - 1 + cosines)
    count = states.shape[-2]
    of_others = too_near.sum(dim=(-2, -1)) - too_near.diagonal(dim1=-2, dim2=-1).sum(dim=-1)
    return (of_others / (count * (count - 1))).mean()


def embedding_loss(logits: Tensor, targets: Tensor, embeddings: Tensor) -> Tensor:
    """Bring the expected embedding of the next token near that of the true one.

        mean over places t of |sum over tokens v of p_t(v) e_v - e_true|^2, with |e_v| = 1

    It is a proper scoring rule (the kernel score, Gneiting & Raftery 2007, section 5.1), so it does
    not spoil probabilities. A miss by a related token costs less than one by an unrelated one.

    Args:
        logits: (..., vocabulary).
        targets: (...) int64.
        embeddings: (vocabulary, width). They get no gradient: the nearest way to small distances
            would be to make all embeddings alike.
    """
    directions = F.normalize(embeddings.detach(), dim=-1)
    expected = torch.softmax(logits, dim=-1) @ directions  # (..., width)
    return (expected - directions[targets]).square().sum(dim=-1).mean()
