"""Adjustments to the logits of single tokens: repetition lowers them, favoured phrases raise them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from afterword.engine.interface import Sampling
from afterword.engine.sampling.dry import DryPenalties
from afterword.engine.sampling.phrase_bias import PhraseBias

if TYPE_CHECKING:
    from afterword.engine.tokens.vocabulary import Vocabulary


class LogitAdjustments:
    """All adjustments of one request."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow the DRY and phrase settings of ``sampling``."""
        self._dry = DryPenalties(sampling, vocabulary)
        self._phrase_bias = PhraseBias(sampling, vocabulary)

    def penalties_after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to subtract from the logits of the tokens that may follow; negative numbers raise.

        Args:
            seen: all tokens so far, oldest first.
        """
        penalties = self._dry.penalties_after(seen)
        for token_id, bonus in self._phrase_bias.bonuses_after(seen).items():
            penalties[token_id] = penalties.get(token_id, 0.0) - bonus
        return penalties
