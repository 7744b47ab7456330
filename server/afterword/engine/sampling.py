# pyright: basic
"""From logits to one token: penalties, temperature, truncation, draw. One vector at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from afterword.engine.protocol import Sampling

PENALISED_TOKENS = 256
"""The repetition penalty looks at this many latest tokens: names further back may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A chosen token."""

    token_id: int
    log_probability: float
    """Natural log, before temperature and truncation, among the allowed tokens."""


class TokenSampler:
    """Draws tokens by one request's rules; holds its random generator."""

    def __init__(self, sampling: Sampling) -> None:
        """Seed the generator from the request, or freshly."""
        self._sampling = sampling
        self._generator = torch.Generator()
        if sampling.seed is None:
            self._generator.seed()
        else:
            self._generator.manual_seed(sampling.seed)

    @torch.inference_mode()
    def draw(self, logits: Tensor, *, seen: Sequence[int], allowed: Tensor | None = None) -> Draw:
        """Draw one token.

        Args:
            logits: (vocabulary,) float32.
            seen: tokens already in the sequence, oldest first, for the repetition penalty.
            allowed: (m,) int64 token ids to choose among, m ≥ 1; None allows all.
        """
        log_probabilities = logits if allowed is None else logits[allowed]
        log_probabilities = log_probabilities.log_softmax(-1)
        scores = log_probabilities
        if self._sampling.repetition_penalty != 1.0:
            penalised = _penalise(logits, seen, self._sampling.repetition_penalty)
            scores = (penalised if allowed is None else penalised[allowed]).log_softmax(-1)
        choice = int(scores.argmax()) if self._sampling.temperature == 0 else self._pick(scores)
        token_id = choice if allowed is None else int(allowed[choice])
        return Draw(token_id=token_id, log_probability=float(log_probabilities[choice]))

    def _pick(self, scores: Tensor) -> int:
        """Draw an index by temperature, min-p and top-p, in this order."""
        rules = self._sampling
        probabilities = (scores / rules.temperature).softmax(-1)
        if rules.min_p > 0:
            floor = rules.min_p * probabilities.max()
            probabilities = probabilities.masked_fill(probabilities < floor, 0.0)
        if rules.top_p < 1:
            ordered, order = probabilities.sort(descending=True)
            mass_before = ordered.cumsum(-1) - ordered
            dropped = order[mass_before >= rules.top_p * ordered.sum()]
            probabilities = probabilities.index_fill(-1, dropped, 0.0)
        return int(torch.multinomial(probabilities, 1, generator=self._generator))


def _penalise(logits: Tensor, seen: Sequence[int], penalty: float) -> Tensor:
    """Make seen tokens less probable: divide positive logits, multiply negative ones (CTRL)."""
    recent = torch.tensor(sorted(set(seen[-PENALISED_TOKENS:])), dtype=torch.long)
    chosen = logits[recent]
    return logits.index_copy(
        -1, recent, torch.where(chosen > 0, chosen / penalty, chosen * penalty)
    )
