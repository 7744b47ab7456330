# pyright: basic
"""The loss on held-out documents: of a model, and of simple predictors to compare it with."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.study.training.ngram_model import NgramModel


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLoss:
    """The loss on one document."""

    name: str
    nats_per_token: float
    tokens: int
    """The number of tokens that were predicted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessing:
    """The losses of predictors that only count, in nats per token of the held-out text."""

    uniform: float
    """The loss if all tokens are equally likely."""
    by_frequency: float
    """The loss if each token is as likely as it was frequent in the training text, with one added to
    each count."""
    by_ngrams: float
    """The loss of ``ngram_model``, which knows the four tokens before."""


def bits_per_byte(nats_per_token: float, *, tokens: int, size_bytes: int) -> float:
    """Return a loss in bits per byte of text, which compares across vocabularies.

    Args:
        nats_per_token: the loss.
        tokens: the number of tokens that were predicted.
        size_bytes: the length of the text that they spell in UTF-8.
    """
    return nats_per_token * tokens / size_bytes / math.log(2)


def mean_loss(losses: Iterable[DocumentLoss]) -> float:
    """Return the mean loss over all tokens of all documents, in nats per token."""
    every = list(losses)
    tokens = sum(loss.tokens for loss in every)
    return sum(loss.nats_per_token * loss.tokens for loss in every) / tokens


@torch.no_grad()
def measure_held_out(
    model: nn.Module,
    documents: Mapping[str, Tensor],
    *,
    context_tokens: int,
    max_windows: int | None = None,
) -> list[DocumentLoss]:
    """Measure the next-token cross-entropy of each document, without dropout.

    A document is read in windows from its start; a window does not see the one before it.

    Args:
        model: maps token ids to logits; its mode (training or evaluation) is the same afterwards.
        documents: (tokens,) int64 by name, each led by the end-of-text token.
        context_tokens: the length of the windows.
        max_windows: the largest number of windows of each document; None for all.
    """
    was_training = model.training
    model.eval()
    try:
        return [
            _measure(model, name, token_ids, context_tokens, max_windows)
            for name, token_ids in documents.items()
            if len(token_ids) > 1
        ]
    finally:
        model.train(was_training)


def _measure(
    model: nn.Module, name: str, token_ids: Tensor, context_tokens: int, max_windows: int | None
) -> DocumentLoss:
    total = 0.0
    predicted = 0
    starts = range(0, len(token_ids) - 1, context_tokens)
    for start in starts[:max_windows]:
        window = token_ids[start : start + context_tokens + 1]
        logits = model(window[None, :-1])[0]  # (tokens, vocabulary)
        total += float(F.cross_entropy(logits, window[1:], reduction="sum"))
        predicted += len(window) - 1
    return DocumentLoss(name=name, nats_per_token=total / predicted, tokens=predicted)


def measure_guessing(
    learned: Sequence[int], held_out: Iterable[Sequence[int]], *, vocabulary_size: int
) -> Guessing:
    """Measure the losses that a model must be below; each document's first token is not counted."""
    documents = list(held_out)
    counts = Counter(learned)
    total = len(learned) + vocabulary_size
    asked = [token_id for document in documents for token_id in document[1:]]
    surprise = sum(-math.log((counts[token_id] + 1) / total) for token_id in asked)
    ngrams = NgramModel(learned, vocabulary_size=vocabulary_size)
    by_ngrams = sum(-float(np.log(ngrams.probabilities(each)).sum()) for each in documents)
    return Guessing(
        uniform=math.log(vocabulary_size),
        by_frequency=surprise / len(asked),
        by_ngrams=by_ngrams / len(asked),
    )
