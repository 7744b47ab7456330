"""What moves the logits of single tokens: less for what would repeat, more for what is favoured."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from afterword.engine.decoding.dry import RepetitionPenalties
from afterword.engine.decoding.phrase_bias import PhraseBias
from afterword.engine.interface import Sampling

if TYPE_CHECKING:
    from afterword.engine.tokens.vocabulary import Vocabulary


class Steering:
    """One request's wishes, whatever comes."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow what ``sampling`` says of single tokens."""
        self._penalties = RepetitionPenalties(sampling, vocabulary)
        self._favours = PhraseBias(sampling, vocabulary)

    def after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to subtract from the logits of tokens; less than zero raises them.

        Args:
            seen: all tokens so far, oldest first.
        """
        lowered = self._penalties.after(seen)
        for token_id, raised in self._favours.after(seen).items():
            lowered[token_id] = lowered.get(token_id, 0.0) - raised
        return lowered
