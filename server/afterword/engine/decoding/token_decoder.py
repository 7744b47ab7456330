# pyright: basic
"""One request's way from logits to text: healing, bounds, drawing, spelling, stopping.

Knows nothing of how logits are computed.
"""

import codecs
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from afterword.engine.decoding.logit_adjustments import Steering
from afterword.engine.decoding.prediction import Prediction
from afterword.engine.decoding.sampling import Draw, TokenSampler
from afterword.engine.decoding.stop_strings import StopRules
from afterword.engine.interface import FinishReason, GenerationRequest, Piece, Usage
from afterword.engine.tokens.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Tensor

MAX_HEALING_TOKENS = 24
"""A stem that needs more tokens than this is no word."""
LEAST_GUESS_LOG_PROBABILITY = math.log(0.1)
"""One guess in seven under this probability is wrong, of those above it one in fifty (measured on
four novels and a manual): then the whole vocabulary is asked before more is read behind it."""


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
        self._prompt_tokens = len(self._seen)
        self._sampler = TokenSampler(request.sampling, vocabulary_size=len(ends_early))
        self._steering = Steering(request.sampling, vocabulary)
        self._stops = StopRules(request.stop)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._rest = request.forced_prefix.encode()
        self._healing_tokens = 0
        self._written_chars = 0
        self._joint_log_probability = 0.0
        self._lowest = math.log(request.min_probability) if request.min_probability else -math.inf
        self._last_text = ""
        self._last_log_probability = 0.0
        self.generated_tokens = 0
        """Tokens that added something beyond the forced text."""
        self.finish_reason: FinishReason | None = None
        """Why no more is drawn."""

    def draw(self, prediction: Prediction) -> Written | None:
        """Draw the next token; None when the text has ended, and ``finish_reason`` says why.

        Args:
            prediction: what follows all tokens so far.
        """
        is_long = self.generated_tokens >= self._request.max_tokens
        if is_long or self._healing_tokens > MAX_HEALING_TOKENS:
            return self._end(FinishReason.MAX_TOKENS)
        choices = self._choices(prediction)
        if choices is None:
            return self._end(FinishReason.END_OF_TEXT)
        drawn = self._sampler.draw(
            choices,
            place=len(self._seen) - self._prompt_tokens,
            seen=self._seen,
            lowered=None if self._rest else self._steering.after(self._seen),
        )
        if drawn.token_id in self._end_ids:
            return self._end(FinishReason.END_OF_TEXT)
        self._joint_log_probability += drawn.log_probability
        text = self._stops.push(self._spell(drawn.token_id))
        is_unlikely = self._joint_log_probability < self._lowest
        if self._stops.is_stopped or is_unlikely:
            self._last_text, self._last_log_probability = text, drawn.log_probability
            return self._end(FinishReason.UNLIKELY if is_unlikely else FinishReason.STOP_TEXT)
        self._seen.append(drawn.token_id)
        return Written(token_id=drawn.token_id, text=text, log_probability=drawn.log_probability)

    def guess(self, prediction: Prediction, after: Sequence[Draw]) -> Draw | None:
        """Say what ``draw`` will probably draw; nothing is written, and it may be asked again.

        Args:
            prediction: from the likely tokens only.
            after: what was guessed behind the last token that was drawn.

        Returns:
            None where the text ends, or where a guess would be too uncertain.
        """
        if self._rest or self.generated_tokens + len(after) >= self._request.max_tokens:
            return None
        among = self._without_early_ends(prediction)
        seen = [*self._seen, *(token.token_id for token in after)]
        drawn = self._sampler.draw(
            among if after else self._without_barred(among),
            place=len(seen) - self._prompt_tokens,
            seen=seen,
            lowered=self._steering.after(seen),
        )
        joint = sum((token.log_probability for token in after), drawn.log_probability)
        is_unlikely = self._joint_log_probability + joint < self._lowest
        is_uncertain = drawn.log_probability < LEAST_GUESS_LOG_PROBABILITY
        return None if is_unlikely or is_uncertain or drawn.token_id in self._end_ids else drawn

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

    def _choices(self, prediction: Prediction) -> Prediction | None:
        """Return what may be drawn now; None if no token of this vocabulary fits."""
        if self._rest:
            allowed = self._vocabulary.fitting(self._rest)
            if not len(allowed):
                return None
            choices = self._without_barred(prediction.among(allowed))
        else:
            choices = self._without_barred(self._without_early_ends(prediction))
        has_choice = choices is prediction or bool(choices.logits.isfinite().any())
        return choices if has_choice else None

    def _without_early_ends(self, prediction: Prediction) -> Prediction:
        if self._written_chars >= self._request.min_chars:
            return prediction
        return prediction.without(self._ends_early)

    def _without_barred(self, prediction: Prediction) -> Prediction:
        """Leave out the tokens that spell what the new text may not begin with."""
        if self.generated_tokens or not self._request.banned_first_tokens:
            return prediction
        spellings = [self._rest + text.encode() for text in self._request.banned_first_tokens]
        barred_ids = [
            token_id
            for spelling in spellings
            for token_id in self._vocabulary.fitting(spelling).tolist()
            if self._vocabulary.spell(token_id) == spelling
        ]
        return prediction.without(self._vocabulary.mask_of(barred_ids))

    def _spell(self, token_id: int) -> str:
        """Return the new text of a token, without what it spells of the forced text."""
        spelling = self._vocabulary.spell(token_id)
        self._healing_tokens += bool(self._rest)
        self.generated_tokens += not self._rest or len(spelling) > len(self._rest)
        new, self._rest = spelling[len(self._rest) :], self._rest[len(spelling) :]
        text = self._decoder.decode(new)
        self._written_chars += len(text)
        return text

    def _end(self, reason: FinishReason) -> None:
        self.finish_reason = reason
