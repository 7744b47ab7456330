# pyright: basic
"""The engine for models on this machine: tokens, prefix cache, healing, decoding, stop rules.

Works on any ``TokenModel``. Knows nothing of documents or editors.
"""

import time
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from afterword.engine.decoding.batched_takes import decode_takes
from afterword.engine.decoding.prediction import Prediction, Predictor
from afterword.engine.decoding.scoring import score_apart, score_given
from afterword.engine.decoding.speculative_decoding import NgramDraft, SpeculativeDecoder
from afterword.engine.decoding.token_decoder import MAX_HEALING_TOKENS, Decoding
from afterword.engine.decoding.usage_counter import UsageCounter
from afterword.engine.interface import (
    PAUSE,
    CancelToken,
    FinishReason,
    GenerationRequest,
    Piece,
    Usage,
)
from afterword.engine.tokens.prefix_cache import CachedSequence, PrefixCache
from afterword.engine.tokens.token_model import TokenModel
from afterword.engine.tokens.vocabulary import Vocabulary
from afterword.errors import AfterwordError, GenerationError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from torch import Tensor

    from afterword.engine.instructions.special_token_markup import MarkupTokenizer

PREFILL_CHUNK_TOKENS = 32
"""Between chunks the cancel token is read, and more urgent work goes first: every 25 ms or so."""


class LocalEngine:
    """An ``Engine`` over a token model, its tokenizer and a prefix cache."""

    def __init__(
        self,
        model: TokenModel,
        tokenizer: "Tokenizer | MarkupTokenizer",
        vocabulary: Vocabulary,
        *,
        model_name: str,
        runtime: str,
        bos_id: int | None,
        end_ids: frozenset[int],
    ) -> None:
        """Put the loaded parts together; ``bos_id`` begins every sequence where the model wants it."""
        self._model = model
        self._tokenizer = tokenizer
        self._vocabulary = vocabulary
        self._model_name = model_name
        self._runtime = runtime
        self._begin = [] if bos_id is None else [bos_id]
        """What every sequence begins with."""
        self._end_ids = end_ids | vocabulary.special_ids
        self._ends_early = vocabulary.mask_of(self._end_ids) | vocabulary.breaks_line
        self._predictor = Predictor(model, vocabulary)
        self._cache = PrefixCache(model)

    @property
    def model_name(self) -> str:
        """The name that suggestions are attributed to."""
        return self._model_name

    @property
    def runtime(self) -> str:
        """What runs the model, for people."""
        return self._runtime

    @property
    def follows_instructions(self) -> bool:
        """It can't be told anything by itself: see ``instructed``."""
        return False

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[Piece]:
        """Yield pieces; the last one of each take carries ``finish_reason`` and ``usage``."""
        if request.instruction is not None:
            # Written without it, the text would have lost its brief, and nobody would know.
            raise GenerationError(
                f"The model {self._model_name} can't be told what to do: its chat template doesn't work.",
                next_step="Try again: now that this is known, it is asked without being told.",
            )
        cost = UsageCounter(started_s=time.perf_counter())
        # Half of what a small model can hold is the prompt's, however much was asked for.
        most_tokens = self._model.max_tokens // 2
        scored_ids = self._tokenise(request.scored_text)[:most_tokens]
        max_tokens = min(len(scored_ids) or request.max_tokens, most_tokens)
        request = replace(request, max_tokens=max_tokens)
        token_ids = self._encode(request)
        cached = self._cache.acquire(token_ids)
        cost.prompt_tokens, cost.cached_tokens = len(token_ids), len(cached.token_ids)
        try:
            state = yield from self._read_prompt(token_ids, cached, cancel)
            cost.prefilled_s = time.perf_counter()
            if scored_ids:
                yield from self._score(scored_ids, state, cached, cancel, cost)
            else:
                yield from self._decode(request, state, cached, cancel, cost)
        except AfterwordError:
            raise
        except Exception as error:
            # The model's libraries raise anything, out of memory included; the state is unknown.
            self._cache.discard(cached)
            raise GenerationError(
                f"The model {self._model_name} failed while writing ({type(error).__name__}).",
                next_step="Try again; if it keeps failing, run `afterword doctor`.",
            ) from error
        finally:
            self._cache.release(cached)

    def score(self, context: str, text: str) -> list[float]:
        """Return the natural log of the probability of each token of ``text`` after ``context``.

        For measuring; it uses the model for seconds, and must not run beside ``generate``.
        """
        head_ids = self._begin + self._tokenise(context)
        return score_apart(self._model, self._predictor, head_ids, self._tokenise(text))

    def close(self) -> None:
        """Free the cached sequences."""
        self._cache.clear()

    def _encode(self, request: GenerationRequest) -> list[int]:
        """Tokenise the prompt, drop what does not fit from the left in large steps, add BOS."""
        token_ids = self._tokenise(request.prompt)
        room = max(1, self._model.max_tokens - request.max_tokens - MAX_HEALING_TOKENS - 2)
        if len(token_ids) > room:
            step = max(1, room // 4)
            excess = len(token_ids) - room
            token_ids = token_ids[-(-excess // step) * step :]
        # Without a BOS of its own an empty prompt still needs one token to predict from.
        return (self._begin + token_ids) or [min(self._end_ids, default=0)]

    def _tokenise(self, text: str) -> list[int]:
        return self._tokenizer.encode(text, add_special_tokens=False).ids

    def _read_prompt(
        self, token_ids: list[int], cached: CachedSequence, cancel: CancelToken
    ) -> "Generator[Piece, None, Tensor | None]":
        """Read what is not cached yet; return the state after it, or None if it was cancelled."""
        state = None
        while len(cached.token_ids) < len(token_ids):
            if cancel.is_cancelled:
                return None
            start = len(cached.token_ids)
            state = cached.read(token_ids[start : start + PREFILL_CHUNK_TOKENS])
            yield PAUSE
        return state

    def _score(
        self,
        scored_ids: list[int],
        state: "Tensor | None",
        cached: CachedSequence,
        cancel: CancelToken,
        cost: UsageCounter,
    ) -> Iterator[Piece]:
        if state is not None:
            yield from score_given(scored_ids, state, cached, cancel, predictor=self._predictor)
        reason = FinishReason.CANCELLED if cancel.is_cancelled else FinishReason.END_OF_TEXT
        yield Piece(text="", finish_reason=reason, usage=cost.usage())

    def _decode(
        self,
        request: GenerationRequest,
        state: "Tensor | None",
        cached: CachedSequence,
        cancel: CancelToken,
        cost: UsageCounter,
    ) -> Iterator[Piece]:
        token_ids = list(cached.token_ids)
        decodings = [
            Decoding(
                request.for_take(take),
                self._vocabulary,
                end_ids=self._end_ids,
                ends_early=self._ends_early,
                prompt_ids=token_ids,
            )
            for take in range(request.takes)
        ]
        if state is None or cancel.is_cancelled or not request.max_tokens:
            for take, decoding in enumerate(decodings):
                yield replace(decoding.last_piece(cost.usage()), take=take)
            return
        (first,) = self._predictor.whole(state)
        if request.takes == 1:
            draft = NgramDraft(cached.token_ids, likely_ids=self._tokenise(request.draft_text))
            shortlist_head = self._model.shortlist_head(token_ids)
            ahead = SpeculativeDecoder(
                cached,
                self._predictor,
                draft,
                shortlist_head=shortlist_head,
                guess=decodings[0].guess,
            )
            yield from self._decode_one(decodings[0], first, ahead, cancel, cost)
        else:

            def usage() -> Usage:
                cost.generated_tokens = sum(each.generated_tokens for each in decodings)
                cost.forwards = max(each.generated_tokens for each in decodings)
                return cost.usage()

            yield from decode_takes(
                decodings,
                first,
                cached,
                cancel,
                predictor=self._predictor,
                max_tokens=request.max_tokens + MAX_HEALING_TOKENS + 1,
                usage=usage,
            )

    def _decode_one(
        self,
        decoding: Decoding,
        prediction: Prediction,
        ahead: SpeculativeDecoder,
        cancel: CancelToken,
        cost: UsageCounter,
    ) -> Iterator[Piece]:
        while not cancel.is_cancelled:
            written = decoding.draw(prediction)
            cost.generated_tokens = decoding.generated_tokens
            if written is None:
                break
            following = ahead.accept(written.token_id)
            while following is None and not cancel.is_cancelled:
                yield PAUSE
                following = ahead.step()
            cost.forwards = ahead.forwards
            if following is None:
                yield Piece(text=written.text, log_probability=written.log_probability)
                break
            prediction = following
            yield Piece(
                text=written.text,
                log_probability=written.log_probability,
                word_end_probability=prediction.word_end_probability,
            )
        yield decoding.last_piece(cost.usage())
