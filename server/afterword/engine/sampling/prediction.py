"""A model's distribution of the next token, with the sums that sampling needs of it."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from afterword.engine.tokens.shortlist import Shortlist
from afterword.engine.tokens.token_model import ShortlistHead, TokenModel

if TYPE_CHECKING:
    from afterword.engine.tokens.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The distribution of the next token at one position."""

    logits: NDArray[np.float32]
    """(columns,)"""
    shortlist: Shortlist | None = None
    """The tokens that the columns are for; None where column i is for token i."""
    log_normaliser: float
    """The log of the sum of the exponentiated logits: a logit minus this is a natural log probability."""
    word_end_probability: float = 0.0
    """Probability that the next token does not continue the word before it."""

    def token_at(self, column: int) -> int:
        """Return the token of a column."""
        return column if self.shortlist is None else int(self.shortlist.token_ids[column])

    def find(self, token_ids: NDArray[np.int64]) -> tuple[NDArray[np.integer], NDArray[np.bool]]:
        """Return the columns of those tokens that have one, and for each token whether it has."""
        if self.shortlist is not None:
            return self.shortlist.find(token_ids)
        return token_ids, np.ones(len(token_ids), np.bool)

    def without(self, token_ids: NDArray[np.int64]) -> "Prediction":
        """Return the distribution without some tokens; the normaliser stays as it is."""
        columns, _ = self.find(token_ids)
        logits = self.logits.copy()
        logits[columns] = -math.inf
        return replace(self, logits=logits)


class Predictor:
    """Predicts the next token after each of several states, over the whole vocabulary."""

    def __init__(self, model: TokenModel, vocabulary: "Vocabulary") -> None:
        """Predict with ``model``; ``vocabulary`` knows which tokens end a word."""
        self._model = model
        self._ends_word = vocabulary.ends_word

    def predict(self, states: NDArray[np.float32]) -> list[Prediction]:
        """Return a prediction after each state: (n, …) -> n predictions.

        Raises:
            ArithmeticError: the model computed something that is not a distribution.
        """
        return [self._prediction(logits) for logits in self._model.predict(states)]

    def _prediction(self, logits: NDArray[np.float32]) -> Prediction:
        weights, total, log_normaliser = _softmax_parts(logits)
        # Not a matrix product: BLAS would wake a thread for it, which then waits spinning for more.
        ends_word = float(np.einsum("i,i", weights, self._ends_word))
        return Prediction(
            logits=logits, log_normaliser=log_normaliser, word_end_probability=ends_word / total
        )


def predict_from_shortlist(
    shortlist_head: ShortlistHead, states: NDArray[np.float32]
) -> list[Prediction]:
    """Return a prediction after each state, over the shortlist: (n, …) -> n predictions."""
    shortlist = shortlist_head.shortlist
    return [
        Prediction(logits=logits, shortlist=shortlist, log_normaliser=log_sum_exp(logits))
        for logits in shortlist_head.predict(states)
    ]


def log_sum_exp(scores: NDArray[np.float32]) -> float:
    """Return the log of the sum of the exponentiated scores.

    Raises:
        ArithmeticError: there is no finite score, or one is no number.
    """
    _, _, log_normaliser = _softmax_parts(scores)
    return log_normaliser


def _softmax_parts(scores: NDArray[np.float32]) -> tuple[NDArray[np.float32], float, float]:
    """Return the exponentiated scores without their largest, their sum, and the log normaliser."""
    largest = float(scores.max())
    if not math.isfinite(largest):
        raise ArithmeticError("the model's output is not finite")
    weights = scores - np.float32(largest)
    np.exp(weights, out=weights)
    total = float(weights.sum())
    return weights, total, math.log(total) + largest
