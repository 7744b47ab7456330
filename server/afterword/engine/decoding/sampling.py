# pyright: basic
"""Samples one token from logits: penalties, temperature, truncation. One vector at a time."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from afterword.engine.decoding.prediction import Prediction
from afterword.engine.interface import Sampling

_BLOCK = 512
"""Scores in one block of ``index_of_largest``."""

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

    def __init__(self, sampling: Sampling, *, vocabulary_size: int) -> None:
        """Take the request's seed, or a random one."""
        self._sampling = sampling
        self._vocabulary_size = vocabulary_size
        self._random = random.Random(sampling.seed)
        self._random_numbers: list[float] = []

    @torch.inference_mode()
    def sample(
        self,
        prediction: Prediction,
        *,
        position: int,
        seen: Sequence[int],
        penalties: Mapping[int, float] | None = None,
    ) -> SampledToken:
        """Sample one token.

        Args:
            prediction: the distribution of the next token.
            position: the index of the token in the generated text, from 0.
            seen: all tokens in the sequence, oldest first, for the repetition penalty.
            penalties: by token, what to subtract from its logit; negative numbers raise it.
        """
        scores, token_ids = prediction.logits, prediction.token_ids
        if self._sampling.repetition_penalty != 1.0:
            is_seen = torch.zeros(self._vocabulary_size, dtype=torch.bool)
            is_seen[list(set(seen[-PENALISED_TOKENS:]))] = True
            if token_ids is not None:
                is_seen = is_seen[token_ids]
            scores = _penalise(scores, is_seen, self._sampling.repetition_penalty)
        if penalties:
            by_token = torch.zeros(self._vocabulary_size)
            by_token[list(penalties)] = torch.tensor(list(penalties.values()))
            scores = scores - (by_token if token_ids is None else by_token[token_ids])
        is_greedy = self._sampling.temperature == 0
        choice = index_of_largest(scores) if is_greedy else self._sample_index(scores, position)
        return SampledToken(
            token_id=choice if token_ids is None else int(token_ids[choice]),
            log_probability=float(prediction.logits[choice]) - prediction.log_normaliser,
        )

    @torch.inference_mode()
    def choose(self, log_probabilities: Sequence[float], *, position: int) -> int:
        """Return the index of one of several texts.

        Args:
            log_probabilities: their natural logs.
            position: the index of the choice in the generated text, from 0.
        """
        scores = torch.tensor(log_probabilities)
        is_greedy = self._sampling.temperature == 0
        return int(scores.argmax()) if is_greedy else self._sample_index(scores, position)

    def _sample_index(self, scores: Tensor, position: int) -> int:
        """Sample an index by temperature, min-p and top-p, in this order."""
        rules = self._sampling
        min_score = -math.inf
        if rules.min_p > 0:
            min_score = float(scores.amax()) + rules.temperature * math.log(rules.min_p)
        kept = (scores >= min_score).nonzero().squeeze(1)
        probabilities = (scores[kept].double() / rules.temperature).softmax(-1)
        if rules.top_p < 1:
            ordered, order = probabilities.sort(descending=True, stable=True)
            mass_before = ordered.cumsum(-1) - ordered
            probabilities[order[mass_before >= rules.top_p]] = 0.0
        cumulative = probabilities.cumsum(-1)
        index = torch.searchsorted(
            cumulative, self._random_number(position) * cumulative[-1], right=True
        )
        return int(kept[min(int(index), len(kept) - 1)])

    def _random_number(self, position: int) -> float:
        while len(self._random_numbers) <= position:
            self._random_numbers.append(self._random.random())
        return self._random_numbers[position]


def index_of_largest(scores: Tensor) -> int:
    """Return the index of the first largest score.

    torch's ``argmax`` goes through a long row on one thread and without vector instructions;
    ``amax`` over its blocks, and then ``argmax`` in one of them, takes a tenth of the time.
    """
    blocks = len(scores) // _BLOCK
    if not blocks:
        return int(scores.argmax())
    largest = scores[: blocks * _BLOCK].view(blocks, _BLOCK).amax(1)
    first = int(largest.argmax()) * _BLOCK
    rest = scores[blocks * _BLOCK :]
    if len(rest) and rest.amax() > largest.amax():
        return blocks * _BLOCK + int(rest.argmax())
    return first + int(scores[first : first + _BLOCK].argmax())


def _penalise(logits: Tensor, is_seen: Tensor, penalty: float) -> Tensor:
    """Lower the logits of seen tokens: divide positive ones, multiply negative ones (CTRL)."""
    penalised = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(is_seen, penalised, logits)
