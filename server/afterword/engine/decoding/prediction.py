# pyright: basic
"""A model's distribution of the next token, with the sums that sampling needs of it."""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from afterword.engine.tokens.token_model import ShortlistHead, TokenModel
from afterword.engine.tokens.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The distribution of the next token at one position."""

    logits: Tensor
    """(candidates,) float32."""
    token_ids: Tensor | None = None
    """(candidates,) int64: the token of each logit; None where logit i is for token i."""
    log_normaliser: float
    """The log of the sum of the exponentiated logits: a logit minus this is a natural log probability."""
    word_end_probability: float = 0.0
    """Probability that the next token does not continue the word before it."""

    def among(self, token_ids: Tensor) -> "Prediction":
        """Return the distribution over these (m,) tokens alone. Only for one over the whole vocabulary."""
        logits = self.logits[token_ids]
        normaliser = float(logits.logsumexp(-1))
        return Prediction(logits=logits, token_ids=token_ids, log_normaliser=normaliser)

    def without(self, is_excluded: Tensor) -> "Prediction":
        """Return the distribution without some tokens: (vocabulary,) bool."""
        if self.token_ids is not None:
            is_excluded = is_excluded[self.token_ids]
        return replace(self, logits=self.logits.masked_fill(is_excluded, -math.inf))


class Predictor:
    """Predicts the next token after each of several states, over the whole vocabulary."""

    def __init__(self, model: TokenModel, vocabulary: Vocabulary) -> None:
        """Predict with ``model``; ``vocabulary`` knows which tokens end a word."""
        self._model = model
        self._ends_word = vocabulary.ends_word

    @torch.inference_mode()
    def predict(self, states: Tensor) -> list[Prediction]:
        """Return a prediction after each state: (n, …) -> n predictions.

        Raises:
            ArithmeticError: the model computed something that is not a distribution.
        """
        logits = self._model.predict(states)  # (n, vocabulary)
        weights, sums, normalisers = _softmax_parts(logits)
        word_ends = (weights @ self._ends_word / sums).tolist()
        if not all(map(math.isfinite, normalisers)):
            raise ArithmeticError("the model's output is not finite")
        return [
            Prediction(logits=row, log_normaliser=normaliser, word_end_probability=word_end)
            for row, normaliser, word_end in zip(logits, normalisers, word_ends, strict=True)
        ]


@torch.inference_mode()
def predict_from_shortlist(shortlist_head: ShortlistHead, states: Tensor) -> list[Prediction]:
    """Return a prediction after each state, over the shortlist: (n, …) -> n predictions."""
    logits = shortlist_head.predict(states)
    _, _, normalisers = _softmax_parts(logits)
    return [
        Prediction(logits=row, token_ids=shortlist_head.token_ids, log_normaliser=normaliser)
        for row, normaliser in zip(logits, normalisers, strict=True)
    ]


def _softmax_parts(logits: Tensor) -> tuple[Tensor, Tensor, list[float]]:
    """Return the exponentiated logits, their sum in each row, and each row's log normaliser.

    Three simple passes take a third of the time of torch's softmax or logsumexp.
    """
    largest = logits.amax(dim=1, keepdim=True)
    weights = (logits - largest).exp_()
    sums = weights.sum(dim=1)
    return weights, sums, (sums.log() + largest[:, 0]).tolist()
