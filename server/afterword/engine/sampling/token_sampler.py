"""Samples one token from logits: penalties, temperature, truncation. One vector at a time."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterword.engine.interface import Sampling
from afterword.engine.sampling.prediction import Prediction

PENALISED_TOKENS = 256
"""Latest tokens that the repetition penalty applies to; names further back may be repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledToken:
    """A sampled token."""

    token_id: int
    log_probability: float
    """Natural log, before temperature and truncation, among the allowed tokens."""


class TokenSampler:
    """Samples tokens by the settings of one request.

    There is one random number for each position in the text, so sampling twice at one position gives
    the same token from the same logits. So a token can be guessed from a part of the vocabulary, and be
    verified later by sampling again from all of it.
    """

    def __init__(self, sampling: Sampling) -> None:
        """Take the request's seed, or a random one."""
        self._sampling = sampling
        self._random = random.Random(sampling.seed)
        self._random_numbers: list[float] = []

    def sample(
        self,
        prediction: Prediction,
        *,
        position: int,
        seen: Sequence[int],
        penalties: Mapping[int, float] | None = None,
    ) -> SampledToken | None:
        """Sample one token.

        Args:
            prediction: the distribution of the next token.
            position: the index of the token in the generated text, from 0.
            seen: all tokens in the sequence, oldest first, for the repetition penalty.
            penalties: by token, what to subtract from its logit; negative numbers raise it.

        Returns:
            None where no token is allowed.
        """
        scores = self._scores(prediction, seen, penalties or {})
        column = int(scores.argmax())
        if scores[column] == -math.inf:
            return None
        if self._sampling.temperature != 0:
            column = self._sample_index(scores, position, largest=float(scores[column]))
        return SampledToken(
            token_id=prediction.token_at(column),
            log_probability=float(prediction.logits[column]) - prediction.log_normaliser,
        )

    def choose(self, log_probabilities: Sequence[float], *, position: int) -> int:
        """Return the index of one of several texts.

        Args:
            log_probabilities: their natural logs.
            position: the index of the choice in the generated text, from 0.
        """
        scores = np.array(log_probabilities, np.float32)
        best = int(scores.argmax())
        if self._sampling.temperature == 0:
            return best
        return self._sample_index(scores, position, largest=float(scores[best]))

    def _scores(
        self, prediction: Prediction, seen: Sequence[int], penalties: Mapping[int, float]
    ) -> NDArray[np.float32]:
        """Return the logits, in a copy where some of them are changed: few are, of very many."""
        repetition_penalty = self._sampling.repetition_penalty
        if repetition_penalty == 1.0 and not penalties:
            return prediction.logits
        scores = prediction.logits.copy()
        if repetition_penalty != 1.0:
            recent = np.array([*set(seen[-PENALISED_TOKENS:])], np.int64)
            columns, _ = prediction.find(recent)
            scores[columns] = _penalise(scores[columns], repetition_penalty)
        columns, is_found = prediction.find(np.array([*penalties], np.int64))
        scores[columns] -= np.array([*penalties.values()], np.float32)[is_found]
        return scores

    def _sample_index(self, scores: NDArray[np.float32], position: int, *, largest: float) -> int:
        """Sample an index by temperature, min-p and top-p, in this order."""
        rules = self._sampling
        min_score = -math.inf
        if rules.min_p > 0:
            min_score = largest + rules.temperature * math.log(rules.min_p)
        kept = np.flatnonzero(scores >= min_score)
        weights = np.exp((scores[kept].astype(np.float64) - largest) / rules.temperature)
        probabilities = weights / weights.sum()
        if rules.top_p < 1:
            order = np.argsort(-probabilities, kind="stable")
            ordered = probabilities[order]
            mass_before = ordered.cumsum() - ordered
            probabilities[order[mass_before >= rules.top_p]] = 0.0
        cumulative = probabilities.cumsum()
        threshold = self._random_number(position) * cumulative[-1]
        index = int(cumulative.searchsorted(threshold, side="right"))
        return int(kept[min(index, len(kept) - 1)])

    def _random_number(self, position: int) -> float:
        while len(self._random_numbers) <= position:
            self._random_numbers.append(self._random.random())
        return self._random_numbers[position]


def _penalise(logits: NDArray[np.float32], penalty: float) -> NDArray[np.float32]:
    """Lower logits: divide positive ones, multiply negative ones (CTRL)."""
    return np.where(logits > 0, logits / penalty, logits * penalty)
