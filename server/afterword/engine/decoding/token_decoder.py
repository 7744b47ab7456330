"""Decodes one text from predictions: bounds, sampling, spelling, stop strings.

Knows nothing of how predictions are computed.
"""

import codecs
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterword.engine.decoding.forced_spellings import Spelling, Spellings
from afterword.engine.decoding.stop_strings import StopStrings
from afterword.engine.interface import FinishReason, GenerationRequest, Piece, Usage
from afterword.engine.sampling.logit_adjustments import LogitAdjustments
from afterword.engine.sampling.prediction import Prediction
from afterword.engine.sampling.token_sampler import SampledToken, TokenSampler
from afterword.engine.tokens.vocabulary import Vocabulary, begins_outside_word
from afterword.prose.characters.character_classes import is_spaceless, is_word_char

MIN_GUESS_LOG_PROBABILITY = math.log(0.1)
"""The natural log of the least probability of a guess. Below it one guess in seven is wrong, above
it one in fifty (measured on four novels and a manual)."""


_LEAST_PROBABILITY = 1e-6
"""Probability that stands for zero, whose logarithm there is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedText:
    """A sampled token, or the spelling of the forced prefix, and the new text that it adds."""

    token_ids: tuple[int, ...]
    text: str
    log_probability: float
    """Natural log; of a spelling, given whether the word before the cursor ends there."""
    stem_piece: Piece | None = None
    """Of a spelling: the piece that says whether the word before the cursor ends there."""


class TokenDecoder:
    """Decodes the tokens of one text, in order, until ``finish_reason`` is set."""

    def __init__(
        self,
        request: GenerationRequest,
        vocabulary: Vocabulary,
        *,
        end_ids: frozenset[int],
        ends_early: NDArray[np.int64],
        prompt_ids: Sequence[int],
    ) -> None:
        """Begin after a prompt.

        Args:
            request: bounds, sampling settings, forced prefix and stop strings.
            vocabulary: spells the tokens.
            end_ids: tokens that end the text.
            ends_early: (k,) tokens that may not come before ``min_chars``.
            prompt_ids: the tokens of the prompt.
        """
        self._request = request
        self._vocabulary = vocabulary
        self._end_ids = end_ids
        self._ends_early = ends_early
        self._seen = list(prompt_ids)
        self._position = 0
        """The sampler's next position; it has sampled at all before it."""
        self._sampler = TokenSampler(request.sampling)
        self._adjustments = LogitAdjustments(request.sampling, vocabulary)
        self._stops = StopStrings(request.stop)
        self._utf8_decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
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

    def decode(self, following: Prediction | Spellings) -> DecodedText | None:
        """Return the next text; None when the text has ended, and ``finish_reason`` says why.

        Args:
            following: the prediction after all tokens so far, or at first the spellings of the forced
                prefix.
        """
        if isinstance(following, Spellings):
            return self._choose(following)
        return self._sample(following)

    def guess(self, prediction: Prediction, guessed: Sequence[SampledToken]) -> SampledToken | None:
        """Return the token that ``decode`` will probably return; changes nothing.

        Args:
            prediction: over the shortlist only, after all tokens and guesses so far.
            guessed: the guesses since the last decoded token.

        Returns:
            None where the text ends, or where the guess would be too uncertain.
        """
        if self.generated_tokens + len(guessed) >= self._request.max_tokens:
            return None
        allowed = self._without_early_ends(prediction)
        seen = [*self._seen, *(token.token_id for token in guessed)]
        sampled = self._sampler.sample(
            allowed if guessed else self._without_banned(allowed),
            position=self._position + len(guessed),
            seen=seen,
            penalties=self._adjustments.penalties_after(seen),
        )
        if sampled is None or sampled.token_id in self._end_ids:
            return None
        joint = sum((token.log_probability for token in guessed), sampled.log_probability)
        is_unlikely = self._joint_log_probability + joint < self._min_log_probability
        is_uncertain = sampled.log_probability < MIN_GUESS_LOG_PROBABILITY
        return None if is_unlikely or is_uncertain else sampled

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

    def _choose(self, spellings: Spellings) -> DecodedText | None:
        """Choose the spelling that the text starts with.

        Where the forced prefix ends with a letter, it is chosen first whether the word ends there:
        one of a hundred next words is less probable than one of three endings, even where the word is
        probably whole.
        """
        allowed: Sequence[Spelling] = spellings.found
        side_log_probability = 0.0
        is_in_word = _ends_with_letter(self._request.forced_prefix)
        if is_in_word:
            sides = [list[Spelling](), list[Spelling]()]
            for each in spellings.found:
                sides[begins_outside_word(each.new_bytes)].append(each)
            probabilities = (1 - spellings.word_end_probability, spellings.word_end_probability)
            logs = [
                math.log(max(probability, _LEAST_PROBABILITY)) if side else -math.inf
                for side, probability in zip(sides, probabilities, strict=True)
            ]
            if all(sides):
                side = self._sampler.choose(logs, position=self._next_position())
                allowed, side_log_probability = sides[side], logs[side]
        if not allowed:
            return self._end(FinishReason.END_OF_TEXT)
        logs = [each.log_probability - side_log_probability for each in allowed]
        chosen = self._sampler.choose(logs, position=self._next_position())
        spelling, log_probability = allowed[chosen], min(0.0, logs[chosen])
        if spelling.token_ids[-1] in self._end_ids:
            return self._end(FinishReason.END_OF_TEXT)
        self._joint_log_probability += side_log_probability
        text = self._add(spelling.new_bytes, log_probability)
        self._seen.extend(spelling.token_ids)
        if text is None:
            return None
        stem_piece = Piece(
            text="",
            log_probability=side_log_probability,
            word_end_probability=spellings.word_end_probability,
        )
        return DecodedText(
            token_ids=spelling.token_ids,
            text=text,
            log_probability=log_probability,
            stem_piece=stem_piece if is_in_word else None,
        )

    def _sample(self, prediction: Prediction) -> DecodedText | None:
        if self.generated_tokens >= self._request.max_tokens:
            return self._end(FinishReason.MAX_TOKENS)
        allowed = self._without_banned(self._without_early_ends(prediction))
        sampled = self._sampler.sample(
            allowed,
            position=self._next_position(),
            seen=self._seen,
            penalties=self._adjustments.penalties_after(self._seen),
        )
        if sampled is None or sampled.token_id in self._end_ids:
            return self._end(FinishReason.END_OF_TEXT)
        text = self._add(self._vocabulary.spell(sampled.token_id), sampled.log_probability)
        if text is None:
            return None
        self._seen.append(sampled.token_id)
        return DecodedText(
            token_ids=(sampled.token_id,), text=text, log_probability=sampled.log_probability
        )

    def _without_early_ends(self, prediction: Prediction) -> Prediction:
        if self._written_chars >= self._request.min_chars:
            return prediction
        return prediction.without(self._ends_early)

    def _without_banned(self, prediction: Prediction) -> Prediction:
        """Exclude the tokens that the new text may not begin with."""
        if self.generated_tokens or not self._request.banned_first_tokens:
            return prediction
        banned = (text.encode() for text in self._request.banned_first_tokens)
        return prediction.without(np.array(self._vocabulary.tokens_spelling(banned), np.int64))

    def _add(self, new_bytes: bytes, log_probability: float) -> str | None:
        """Return the text that these bytes add; None where the text ends with them."""
        self.generated_tokens += 1
        self._joint_log_probability += log_probability
        decoded = self._utf8_decoder.decode(new_bytes)
        self._written_chars += len(decoded)
        text = self._stops.push(decoded)
        is_unlikely = self._joint_log_probability < self._min_log_probability
        if not self._stops.is_stopped and not is_unlikely:
            return text
        self._last_text, self._last_log_probability = text, log_probability
        return self._end(FinishReason.UNLIKELY if is_unlikely else FinishReason.STOP_TEXT)

    def _next_position(self) -> int:
        self._position += 1
        return self._position - 1

    def _end(self, reason: FinishReason) -> None:
        self.finish_reason = reason


def _ends_with_letter(text: str) -> bool:
    """Return whether a text ends inside or at the end of a word, in a script with spaces."""
    return is_word_char(text[-1]) and not is_spaceless(text[-1])
