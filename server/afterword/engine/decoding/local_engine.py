"""The engine for models on this machine: tokens, prefix cache, scoring, decoding.

Works on any ``TokenModel``. Knows nothing of documents or editors.
"""

import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from afterword.engine.decoding.batched_takes import decode_takes
from afterword.engine.decoding.forced_spellings import (
    MAX_SPELLING_TOKENS,
    Spellings,
    find_spellings,
)
from afterword.engine.decoding.scoring import score_after_prompt, score_in_new_sequence
from afterword.engine.decoding.single_take import decode_single_take
from afterword.engine.decoding.speculative_decoding import NgramDraft, SpeculativeDecoder
from afterword.engine.decoding.token_decoder import TokenDecoder
from afterword.engine.decoding.usage_counter import UsageCounter
from afterword.engine.interface import (
    PAUSE,
    CancelToken,
    FinishReason,
    GenerationRequest,
    Piece,
)
from afterword.engine.sampling.prediction import Prediction, Predictor
from afterword.engine.tokens.prefix_cache import CachedSequence, PrefixCache
from afterword.engine.tokens.token_model import TokenModel
from afterword.engine.tokens.vocabulary import Vocabulary
from afterword.errors import AfterwordError, GenerationError

if TYPE_CHECKING:
    from afterword.engine.instructions.special_token_markup import MarkupEncoder
    from afterword.engine.tokens.text_encoder import TextEncoder

_NONE: Final = np.empty(0, np.int64)
"""No tokens."""


class LocalEngine:
    """An ``Engine`` over a token model, its text encoder and a prefix cache."""

    def __init__(
        self,
        model: TokenModel,
        encoder: "TextEncoder | MarkupEncoder",
        vocabulary: Vocabulary,
        *,
        model_name: str,
        runtime: str,
        voice: str = "",
        bos_id: int | None,
        end_ids: frozenset[int],
    ) -> None:
        """Put the loaded parts together.

        Args:
            model: predicts tokens.
            encoder: turns texts into tokens.
            vocabulary: spells tokens.
            model_name: the name that suggestions are attributed to.
            runtime: a description of what runs the model, for people.
            voice: the voice that was merged into its weights; empty for the model as it is.
            bos_id: the token that begins every sequence; None where the model doesn't want one.
            end_ids: tokens that end a text.
        """
        self._model = model
        self._encoder = encoder
        self._vocabulary = vocabulary
        self.model_name = model_name
        self.runtime = runtime
        self.voice = voice
        self.follows_instructions = False
        """See ``instructions/instructed_engine.py``."""
        self._first_ids = [] if bos_id is None else [bos_id]
        """The tokens that begin every sequence: BOS, or none."""
        self._end_ids = end_ids | vocabulary.special_ids
        known_ends = [end_id for end_id in self._end_ids if end_id < vocabulary.size]
        self._ends_early = np.union1d(np.array(known_ends, np.int64), vocabulary.line_break_ids)
        """(k,) the tokens that may not come before a request's ``min_chars``."""
        self._predictor = Predictor(model, vocabulary)
        self._cache = PrefixCache(model)

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield pieces; the last one of each take carries ``finish_reason`` and ``usage``."""
        if request.instruction is not None:
            # A text written without the instruction would lack the brief, and nobody would notice.
            raise GenerationError(
                f"The model {self.model_name} doesn't follow instructions: its chat template doesn't work.",
                next_step="Try again: now that this is known, it is asked without an instruction.",
            )
        counter = UsageCounter(started_s=time.perf_counter())
        # The prompt gets at least half of a small model's context, however many tokens are requested.
        limit_tokens = self._model.max_tokens // 2
        scored_ids = self._tokenise(request.scored_text)[:limit_tokens]
        max_tokens = min(len(scored_ids) or request.max_tokens, limit_tokens)
        request = replace(request, max_tokens=max_tokens)
        token_ids = self._encode(request)
        cached = self._cache.acquire(token_ids)
        counter.prompt_tokens, counter.cached_tokens = len(token_ids), len(cached.token_ids)
        try:
            state = yield from self._read_prompt(token_ids, cached, cancel)
            counter.prefilled_s = time.perf_counter()
            if scored_ids:
                yield from self._score(scored_ids, state, cached, cancel, counter)
            else:
                yield from self._decode(request, state, cached, cancel, counter)
        except AfterwordError:
            raise
        except Exception as error:
            # The model's libraries raise anything, out of memory included; the state is unknown.
            self._cache.discard(cached)
            raise GenerationError(
                f"The model {self.model_name} failed while writing ({type(error).__name__}).",
                next_step="Try again; if it keeps failing, run `afterword doctor`.",
            ) from error
        finally:
            self._cache.release(cached)

    def score(self, context: str, text: str) -> list[float]:
        """Return the natural log of the probability of each token of ``text`` after ``context``.

        It is for measurements: it takes seconds, and must not run at the same time as ``generate``.
        """
        context_ids = self._first_ids + self._tokenise(context)
        return score_in_new_sequence(
            self._model, self._predictor, context_ids, self._tokenise(text)
        )

    def close(self) -> None:
        """Free the cached sequences."""
        self._cache.clear()

    def _encode(self, request: GenerationRequest) -> list[int]:
        """Tokenise the prompt, drop tokens that don't fit from its start in large steps, and add BOS."""
        token_ids = self._tokenise(request.prompt)
        max_prompt_tokens = max(
            1, self._model.max_tokens - request.max_tokens - MAX_SPELLING_TOKENS - 2
        )
        if len(token_ids) > max_prompt_tokens:
            step = max(1, max_prompt_tokens // 4)
            excess = len(token_ids) - max_prompt_tokens
            token_ids = token_ids[-(-excess // step) * step :]
        # An empty prompt without BOS still needs one token to predict from.
        return (self._first_ids + token_ids) or [min(self._end_ids, default=0)]

    def _tokenise(self, text: str) -> list[int]:
        return self._encoder.encode(text)

    def _read_prompt(
        self, token_ids: list[int], cached: CachedSequence, cancel: CancelToken
    ) -> Generator[Piece, None, NDArray[np.float32] | None]:
        """Read the tokens that are not cached; return the state after them, or None if cancelled."""
        state = None
        while len(cached.token_ids) < len(token_ids):
            if cancel.is_cancelled:
                return None
            start = len(cached.token_ids)
            end = start + self._model.prefill_chunk_tokens
            state = cached.read(token_ids[start:end])
            yield PAUSE
        return state

    def _score(
        self,
        scored_ids: list[int],
        state: NDArray[np.float32] | None,
        cached: CachedSequence,
        cancel: CancelToken,
        counter: UsageCounter,
    ) -> Iterator[Piece]:
        if state is not None:
            yield from score_after_prompt(
                scored_ids, state, cached, cancel, predictor=self._predictor
            )
        reason = FinishReason.CANCELLED if cancel.is_cancelled else FinishReason.END_OF_TEXT
        yield Piece(text="", finish_reason=reason, usage=counter.usage())

    def _decode(
        self,
        request: GenerationRequest,
        state: NDArray[np.float32] | None,
        cached: CachedSequence,
        cancel: CancelToken,
        counter: UsageCounter,
    ) -> Iterator[Piece]:
        token_ids = list(cached.token_ids)
        decoders = [
            TokenDecoder(
                request.for_take(take),
                self._vocabulary,
                end_ids=self._end_ids,
                ends_early=self._ends_early,
                prompt_ids=token_ids,
            )
            for take in range(request.takes)
        ]
        if state is None or cancel.is_cancelled or not request.max_tokens:
            for take, decoder in enumerate(decoders):
                yield replace(decoder.last_piece(counter.usage()), take=take)
            return
        first = yield from self._first_step(request, state, cached, cancel)
        if request.takes == 1:
            speculative = SpeculativeDecoder(
                cached,
                self._predictor,
                NgramDraft(token_ids, draft_ids=self._tokenise(request.draft_text)),
                shortlist_head=self._model.shortlist_head(token_ids),
                guess=decoders[0].guess,
            )
            yield from decode_single_take(decoders[0], first, speculative, cancel, counter=counter)
        else:
            yield from decode_takes(
                decoders,
                first,
                cached,
                cancel,
                predictor=self._predictor,
                max_tokens=request.max_tokens + MAX_SPELLING_TOKENS + 1,
                counter=counter,
            )

    def _first_step(
        self,
        request: GenerationRequest,
        state: NDArray[np.float32],
        cached: CachedSequence,
        cancel: CancelToken,
    ) -> Generator[Piece, None, Prediction | Spellings]:
        """Return the prediction after the prompt, or the spellings of the forced prefix if there is one."""
        (prediction,) = self._predictor.predict(state)
        if not request.forced_prefix:
            return prediction
        return (
            yield from find_spellings(
                request.forced_prefix,
                prediction,
                cached,
                cancel,
                predictor=self._predictor,
                vocabulary=self._vocabulary,
                excluded=self._ends_early if request.min_chars else _NONE,
                banned=request.banned_first_tokens,
            )
        )
