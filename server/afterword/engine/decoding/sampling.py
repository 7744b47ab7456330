# pyright: basic
"""From logits to one token: penalties, temperature, truncation, draw. One vector at a time."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from afterword.engine.decoding.prediction import Prediction
from afterword.engine.interface import Sampling

_BLOCK = 512

PENALISED_TOKENS = 256
"""The repetition penalty looks at this many latest tokens: names further back may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A chosen token."""

    token_id: int
    log_probability: float
    """Natural log, before temperature and truncation, among the allowed tokens."""


class TokenSampler:
    """Draws tokens by one request's rules.

    Chance is one number for each place in the text, drawn once: whoever asks again for the same
    place gets the same token from the same logits. So a guess can be made from a part of the
    vocabulary, and be checked later by drawing again from all of it.
    """

    def __init__(self, sampling: Sampling, *, vocabulary_size: int) -> None:
        """Seed from the request, or freshly."""
        self._sampling = sampling
        self._vocabulary_size = vocabulary_size
        self._random = random.Random(sampling.seed)
        self._chances: list[float] = []

    @torch.inference_mode()
    def draw(
        self,
        prediction: Prediction,
        *,
        place: int,
        seen: Sequence[int],
        lowered: Mapping[int, float] | None = None,
    ) -> Draw:
        """Draw one token.

        Args:
            prediction: what may come.
            place: which token of the text this is, from 0.
            seen: tokens already in the sequence, oldest first, for the repetition penalty.
            lowered: what to subtract from the logits of some tokens; less than zero raises them.
        """
        scores, token_ids = prediction.logits, prediction.token_ids
        if self._sampling.repetition_penalty != 1.0:
            is_seen = self._is_recent(seen)
            if token_ids is not None:
                is_seen = is_seen[token_ids]
            scores = _penalise(scores, is_seen, self._sampling.repetition_penalty)
        if lowered:
            scores = _lower(scores, token_ids, self._by_token(lowered))
        is_greedy = self._sampling.temperature == 0
        choice = index_of_largest(scores) if is_greedy else self._pick(scores, place)
        return Draw(
            token_id=choice if token_ids is None else int(token_ids[choice]),
            log_probability=float(prediction.logits[choice]) - prediction.log_normaliser,
        )

    def _is_recent(self, seen: Sequence[int]) -> Tensor:
        is_recent = torch.zeros(self._vocabulary_size, dtype=torch.bool)
        is_recent[list(set(seen[-PENALISED_TOKENS:]))] = True
        return is_recent

    def _by_token(self, changes: Mapping[int, float]) -> Tensor:
        by_token = torch.zeros(self._vocabulary_size)
        by_token[list(changes)] = torch.tensor(list(changes.values()))
        return by_token

    def _pick(self, scores: Tensor, place: int) -> int:
        """Draw an index by temperature, min-p and top-p, in this order."""
        rules = self._sampling
        lowest = -math.inf
        if rules.min_p > 0:
            lowest = float(scores.amax()) + rules.temperature * math.log(rules.min_p)
        kept = (scores >= lowest).nonzero().squeeze(1)
        probabilities = (scores[kept].double() / rules.temperature).softmax(-1)
        if rules.top_p < 1:
            ordered, order = probabilities.sort(descending=True, stable=True)
            mass_before = ordered.cumsum(-1) - ordered
            probabilities[order[mass_before >= rules.top_p]] = 0.0
        reached = probabilities.cumsum(-1)
        index = torch.searchsorted(reached, self._chance(place) * reached[-1], right=True)
        return int(kept[min(int(index), len(kept) - 1)])

    def _chance(self, place: int) -> float:
        while len(self._chances) <= place:
            self._chances.append(self._random.random())
        return self._chances[place]


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
    """Make seen tokens less probable: divide positive logits, multiply negative ones (CTRL)."""
    weakened = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(is_seen, weakened, logits)


def _lower(scores: Tensor, token_ids: Tensor | None, lowered: Tensor) -> Tensor:
    """Return the scores less what is to be subtracted from them.

    Args:
        scores: (tokens,).
        token_ids: which tokens these are; None if they are the whole vocabulary.
        lowered: (vocabulary,).
    """
    return scores - (lowered if token_ids is None else lowered[token_ids])
