# pyright: basic
"""What a model says may come next at some place in a text, with what every draw needs of it."""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from afterword.engine.tokens.token_model import ShortlistHead, TokenModel
from afterword.engine.tokens.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The next token's distribution at one place."""

    logits: Tensor
    """(candidates,) float32."""
    token_ids: Tensor | None = None
    """(candidates,) int64: the token that each logit is for; None where logit i is for token i."""
    log_normaliser: float
    """Subtracted from a logit, it gives the natural log of the token's probability."""
    word_end_probability: float = 0.0
    """Probability that the next token does not continue the word before it."""

    def among(self, token_ids: Tensor) -> "Prediction":
        """Return the distribution if one of these (m,) tokens must come. Asks for a whole one."""
        logits = self.logits[token_ids]
        normaliser = float(logits.logsumexp(-1))
        return Prediction(logits=logits, token_ids=token_ids, log_normaliser=normaliser)

    def without(self, is_excluded: Tensor) -> "Prediction":
        """Return the distribution without some tokens: (vocabulary,) bool."""
        if self.token_ids is not None:
            is_excluded = is_excluded[self.token_ids]
        return replace(self, logits=self.logits.masked_fill(is_excluded, -math.inf))


class Predictor:
    """Turns a model's states into predictions, several at a time."""

    def __init__(self, model: TokenModel, vocabulary: Vocabulary) -> None:
        """Ask ``model``; ``vocabulary`` knows which tokens end a word."""
        self._model = model
        self._ends_word = vocabulary.ends_word

    @torch.inference_mode()
    def whole(self, states: Tensor) -> list[Prediction]:
        """Return what follows each state, from all tokens: (n, …) -> n predictions.

        Raises:
            ArithmeticError: the model computed something that is no distribution.
        """
        logits = self._model.predict(states)  # (n, vocabulary)
        weights, sums, normalisers = _weigh(logits)
        word_ends = (weights @ self._ends_word / sums).tolist()
        if not all(map(math.isfinite, normalisers)):
            raise ArithmeticError("the model's output is not finite")
        return [
            Prediction(logits=row, log_normaliser=normaliser, word_end_probability=word_end)
            for row, normaliser, word_end in zip(logits, normalisers, word_ends, strict=True)
        ]


@torch.inference_mode()
def predict_likely(shortlist_head: ShortlistHead, states: Tensor) -> list[Prediction]:
    """Return what follows each state, from the likely tokens: (n, …) -> n predictions."""
    logits = shortlist_head.predict(states)
    _, _, normalisers = _weigh(logits)
    return [
        Prediction(logits=row, token_ids=shortlist_head.token_ids, log_normaliser=normaliser)
        for row, normaliser in zip(logits, normalisers, strict=True)
    ]


def _weigh(logits: Tensor) -> tuple[Tensor, Tensor, list[float]]:
    """Return each logit's weight, each row's sum of them, and each row's log normaliser.

    A pass each: three simple ones take a third of what softmax or logsumexp takes here.
    """
    largest = logits.amax(dim=1, keepdim=True)
    weights = (logits - largest).exp_()
    sums = weights.sum(dim=1)
    return weights, sums, (sums.log() + largest[:, 0]).tolist()
