# pyright: basic
"""The next-token loss over a part of the vocabulary: most of a large one is for other scripts.

Of Gemma's 262,144 rows a novel needs some ten thousand; the others would take most of a step's time. The
rows of the learned tokens are kept, and of the others those that the base holds likely in these texts,
until what is missing has next to no probability. How much it has in the end is measured on held-out text.
"""

from collections.abc import Iterable, Iterator

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor

_MISSING_SHARE = 2e-3
"""The mean probability that the base may give to all tokens that are left out."""
_POSITIONS = 64
"""Positions whose probabilities over the whole vocabulary are computed at a time: 67 MB for Gemma."""
IGNORED = -100
"""The index of a target that counts for no loss."""


def log_probabilities(states: Tensor, head: Tensor) -> Iterator[Tensor]:
    """Yield the log probabilities of all tokens, some positions at a time.

    Args:
        states: (tokens, width).
        head: (vocabulary, width).

    Yields:
        (positions, vocabulary) float32.
    """
    for chunk in states.split(_POSITIONS):
        yield F.log_softmax((chunk @ head.t()).float(), dim=-1)


@torch.no_grad()
def likely_rows(states: Iterable[Tensor], head: Tensor, *, learned: Tensor) -> Tensor:
    """Return the tokens to keep: (kept,) int64, ascending.

    Args:
        states: hidden states of the base on samples of the learned text, each (tokens, width).
        head: (vocabulary, width).
        learned: the tokens of the learned text, int64 of any shape.
    """
    total, positions = torch.zeros(len(head)), 0
    for sample in states:
        for each in log_probabilities(sample, head):
            total += each.exp_().sum(dim=0)
            positions += len(each)
    mean = total / max(positions, 1)
    kept = torch.zeros(len(head), dtype=torch.bool)
    kept[learned.flatten()] = True
    missing = torch.where(kept, 0.0, mean)
    likeliest = missing.argsort(descending=True)
    # Added in order, they are enough where no more than the allowed share is left.
    left = missing.sum() - missing[likeliest].cumsum(dim=0)
    needed = int((left > _MISSING_SHARE).sum()) + 1 if missing.sum() > _MISSING_SHARE else 0
    kept[likeliest[:needed]] = True
    return kept.nonzero().flatten()


class ReducedSoftmax:
    """The next-token cross-entropy over some rows of a head."""

    def __init__(self, head: Tensor, rows: Tensor, *, ignored: Iterable[int]) -> None:
        """Copy the rows.

        Args:
            head: (vocabulary, width).
            rows: the tokens that are kept, (kept,) int64.
            ignored: targets that count for nothing, such as the mark before a text.
        """
        self.rows = rows
        self._weights = head[rows]
        self._index_of = torch.full((len(head),), IGNORED)
        self._index_of[rows] = torch.arange(len(rows))
        for token_id in ignored:
            self._index_of[token_id] = IGNORED

    def loss(self, states: Tensor, targets: Tensor) -> Tensor:
        """Return the mean loss in nats, a scalar, of (batch, tokens, width) and (batch, tokens)."""
        logits = (states.flatten(0, 1) @ self._weights.t()).float()  # (batch · tokens, kept)
        return F.cross_entropy(logits, self._index_of[targets.flatten()], ignore_index=IGNORED)
