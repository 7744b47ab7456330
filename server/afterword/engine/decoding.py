# pyright: basic
"""One request's way from logits to text: healing, bounds, drawing, spelling, stopping.

Knows nothing of how logits are computed.
"""

import codecs
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from afterword.engine.protocol import FinishReason, GenerationRequest, Piece, Usage
from afterword.engine.sampling import TokenSampler
from afterword.engine.stop_rules import StopRules
from afterword.engine.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Tensor

MAX_HEALING_TOKENS = 24
"""A stem that needs more tokens than this is no word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A drawn token, and the text that it adds."""

    token_id: int
    text: str
    log_probability: float


class Decoding:
    """Draws the tokens of one text, in order, until ``finish_reason`` is set."""

    def __init__(
        self,
        request: GenerationRequest,
        vocabulary: Vocabulary,
        *,
        end_ids: frozenset[int],
        ends_early: "Tensor",
        prompt_ids: Sequence[int],
    ) -> None:
        """Begin after ``prompt_ids``; ``ends_early`` masks what may not come before ``min_chars``."""
        self._request = request
        self._vocabulary = vocabulary
        self._end_ids = end_ids
        self._ends_early = ends_early
        self._seen = list(prompt_ids)
        self._sampler = TokenSampler(request.sampling)
        self._stops = StopRules(request.stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = request.forced.encode()
        self._healing_tokens = 0
        self._written_chars = 0
        self._last_text = ""
        self._last_log_probability = 0.0
        self.generated_tokens = 0
        """Tokens that added something beyond the forced text."""
        self.finish_reason: FinishReason | None = None
        """Why no more is drawn."""

    def draw(self, logits: "Tensor") -> Written | None:
        """Draw the next token; None when the text has ended, and ``finish_reason`` says why.

        Args:
            logits: (vocabulary,) float32, after all tokens so far.
        """
        is_long = self.generated_tokens >= self._request.max_tokens
        if is_long or self._healing_tokens > MAX_HEALING_TOKENS:
            return self._end(FinishReason.MAX_TOKENS)
        allowed = self._vocabulary.fitting(self._rest) if self._rest else None
        if allowed is not None and not len(allowed):
            return self._end(FinishReason.END_OF_TEXT)  # no token of this vocabulary spells it
        if allowed is None and self._written_chars < self._request.min_chars:
            logits = logits.masked_fill(self._ends_early, -math.inf)
        drawn = self._sampler.draw(logits, seen=self._seen, allowed=allowed)
        if drawn.token_id in self._end_ids:
            return self._end(FinishReason.END_OF_TEXT)
        text = self._stops.push(self._spell(drawn.token_id))
        if self._stops.is_stopped:
            self._last_text, self._last_log_probability = text, drawn.log_probability
            return self._end(FinishReason.STOP_TEXT)
        self._seen.append(drawn.token_id)
        return Written(token_id=drawn.token_id, text=text, log_probability=drawn.log_probability)

    def last_piece(self, usage: Usage) -> Piece:
        """Return the piece that ends the text, with what was held back.

        A character of which some bytes are missing is dropped.
        """
        return Piece(
            text=self._last_text + self._stops.flush(),
            log_probability=self._last_log_probability,
            word_end_probability=1.0,
            finish_reason=self.finish_reason or FinishReason.CANCELLED,
            usage=usage,
        )

    def _spell(self, token_id: int) -> str:
        """Return the new text of a token, without what it spells of the forced text."""
        spelling = self._vocabulary.spell(token_id)
        self._healing_tokens += bool(self._rest)
        self.generated_tokens += len(spelling) > len(self._rest)
        new, self._rest = spelling[len(self._rest) :], self._rest[len(spelling) :]
        text = self._decoder.decode(new)
        self._written_chars += len(text)
        return text

    def _end(self, reason: FinishReason) -> None:
        self.finish_reason = reason
