# pyright: basic
"""Decodes one text from predictions: token healing, bounds, sampling, spelling, stop strings.

Knows nothing of how predictions are computed.
"""

import codecs
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from afterword.engine.decoding.logit_adjustments import LogitAdjustments
from afterword.engine.decoding.prediction import Prediction
from afterword.engine.decoding.sampling import SampledToken, TokenSampler
from afterword.engine.decoding.stop_strings import StopStrings
from afterword.engine.interface import FinishReason, GenerationRequest, Piece, Usage
from afterword.engine.tokens.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Tensor

MAX_HEALING_TOKENS = 24
"""Tokens that may spell the forced prefix at most; a word needs fewer."""
MIN_GUESS_LOG_PROBABILITY = math.log(0.1)
"""The natural log of the least probability of a guess. Below it one guess in seven is wrong, above
it one in fifty (measured on four novels and a manual)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedToken:
    """A sampled token, and the text that it adds."""

    token_id: int
    text: str
    log_probability: float


class TokenDecoder:
    """Decodes the tokens of one text, in order, until ``finish_reason`` is set."""

    def __init__(
        self,
        request: GenerationRequest,
        vocabulary: Vocabulary,
        *,
        end_ids: frozenset[int],
        ends_early: "Tensor",
        prompt_ids: Sequence[int],
    ) -> None:
        """Begin after a prompt.

        Args:
            request: bounds, sampling settings, forced prefix and stop strings.
            vocabulary: spells the tokens.
            end_ids: tokens that end the text.
            ends_early: (vocabulary,) bool, true for tokens that may not come before ``min_chars``.
            prompt_ids: the tokens of the prompt.
        """
        self._request = request
        self._vocabulary = vocabulary
        self._end_ids = end_ids
        self._ends_early = ends_early
        self._seen = list(prompt_ids)
        self._prompt_tokens = len(self._seen)
        self._sampler = TokenSampler(request.sampling, vocabulary_size=len(ends_early))
        self._adjustments = LogitAdjustments(request.sampling, vocabulary)
        self._stops = StopStrings(request.stop)
        self._utf8_decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._forced_bytes = request.forced_prefix.encode()
        """The rest of the forced prefix, which the next tokens must spell."""
        self._healing_tokens = 0
        self._written_chars = 0
        self._joint_log_probability = 0.0
        self._min_log_probability = (
            math.log(request.min_probability) if request.min_probability else -math.inf
        )
        self._last_text = ""
        self._last_log_probability = 0.0
        self.generated_tokens = 0
        """How many tokens added something beyond the forced prefix."""
        self.finish_reason: FinishReason | None = None
        """Why the text has ended; None while it goes on."""

    def decode(self, prediction: Prediction) -> DecodedToken | None:
        """Return the next token; None when the text has ended, and ``finish_reason`` says why.

        Args:
            prediction: the prediction after all tokens so far.
        """
        is_long = self.generated_tokens >= self._request.max_tokens
        if is_long or self._healing_tokens > MAX_HEALING_TOKENS:
            return self._end(FinishReason.MAX_TOKENS)
        allowed = self._allowed(prediction)
        if allowed is None:
            return self._end(FinishReason.END_OF_TEXT)
        sampled = self._sampler.sample(
            allowed,
            position=len(self._seen) - self._prompt_tokens,
            seen=self._seen,
            penalties=None if self._forced_bytes else self._adjustments.penalties_after(self._seen),
        )
        if sampled.token_id in self._end_ids:
            return self._end(FinishReason.END_OF_TEXT)
        self._joint_log_probability += sampled.log_probability
        text = self._stops.push(self._spell(sampled.token_id))
        is_unlikely = self._joint_log_probability < self._min_log_probability
        if self._stops.is_stopped or is_unlikely:
            self._last_text, self._last_log_probability = text, sampled.log_probability
            return self._end(FinishReason.UNLIKELY if is_unlikely else FinishReason.STOP_TEXT)
        self._seen.append(sampled.token_id)
        return DecodedToken(
            token_id=sampled.token_id, text=text, log_probability=sampled.log_probability
        )

    def guess(self, prediction: Prediction, guessed: Sequence[SampledToken]) -> SampledToken | None:
        """Return the token that ``decode`` will probably return; changes nothing.

        Args:
            prediction: over the shortlist only, after all tokens and guesses so far.
            guessed: the guesses since the last decoded token.

        Returns:
            None where the text ends, or where the guess would be too uncertain.
        """
        if self._forced_bytes or self.generated_tokens + len(guessed) >= self._request.max_tokens:
            return None
        allowed = self._without_early_ends(prediction)
        seen = [*self._seen, *(token.token_id for token in guessed)]
        sampled = self._sampler.sample(
            allowed if guessed else self._without_banned(allowed),
            position=len(seen) - self._prompt_tokens,
            seen=seen,
            penalties=self._adjustments.penalties_after(seen),
        )
        joint = sum((token.log_probability for token in guessed), sampled.log_probability)
        is_unlikely = self._joint_log_probability + joint < self._min_log_probability
        is_uncertain = sampled.log_probability < MIN_GUESS_LOG_PROBABILITY
        return None if is_unlikely or is_uncertain or sampled.token_id in self._end_ids else sampled

    def last_piece(self, usage: Usage) -> Piece:
        """Return the piece that ends the text, with the text that was held back.

        An incomplete character is dropped.
        """
        return Piece(
            text=self._last_text + self._stops.flush(),
            log_probability=self._last_log_probability,
            word_end_probability=1.0,
            finish_reason=self.finish_reason or FinishReason.CANCELLED,
            usage=usage,
        )

    def _allowed(self, prediction: Prediction) -> Prediction | None:
        """Return the distribution of the allowed tokens; None if no token is allowed."""
        if self._forced_bytes:
            fitting_ids = self._vocabulary.fitting(self._forced_bytes)
            if not len(fitting_ids):
                return None
            allowed = self._without_banned(prediction.among(fitting_ids))
        else:
            allowed = self._without_banned(self._without_early_ends(prediction))
        has_token = allowed is prediction or bool(allowed.logits.isfinite().any())
        return allowed if has_token else None

    def _without_early_ends(self, prediction: Prediction) -> Prediction:
        if self._written_chars >= self._request.min_chars:
            return prediction
        return prediction.without(self._ends_early)

    def _without_banned(self, prediction: Prediction) -> Prediction:
        """Exclude the tokens that the new text may not begin with."""
        if self.generated_tokens or not self._request.banned_first_tokens:
            return prediction
        spellings = [
            self._forced_bytes + text.encode() for text in self._request.banned_first_tokens
        ]
        banned_ids = [
            token_id
            for spelling in spellings
            for token_id in self._vocabulary.fitting(spelling).tolist()
            if self._vocabulary.spell(token_id) == spelling
        ]
        return prediction.without(self._vocabulary.mask_of(banned_ids))

    def _spell(self, token_id: int) -> str:
        """Return the new text of a token, without what it spells of the forced prefix."""
        spelling = self._vocabulary.spell(token_id)
        self._healing_tokens += bool(self._forced_bytes)
        self.generated_tokens += not self._forced_bytes or len(spelling) > len(self._forced_bytes)
        new = spelling[len(self._forced_bytes) :]
        self._forced_bytes = self._forced_bytes[len(spelling) :]
        text = self._utf8_decoder.decode(new)
        self._written_chars += len(text)
        return text

    def _end(self, reason: FinishReason) -> None:
        self.finish_reason = reason
