"""Decodes several takes of one prompt as one batch: the weights are read once for all of them."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from afterword.engine.decoding.forced_spellings import Spellings
from afterword.engine.decoding.token_decoder import DecodedText, TokenDecoder
from afterword.engine.decoding.usage_counter import UsageCounter
from afterword.engine.interface import CancelToken, Piece, Usage
from afterword.engine.sampling.prediction import Prediction, Predictor
from afterword.engine.tokens.prefix_cache import CachedSequence


def decode_takes(
    decoders: Sequence[TokenDecoder],
    first: Prediction | Spellings,
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    predictor: Predictor,
    max_tokens: int,
    counter: UsageCounter,
) -> Iterator[Piece]:
    """Yield the takes' pieces, one token of each in turn, and each take's last piece.

    Args:
        decoders: one for each take, all at the end of the prompt.
        first: the prediction after the prompt, or the spellings of the forced prefix.
        cached: the prompt; it is not changed.
        cancel: ends all takes.
        predictor: predicts the next token of each branch.
        max_tokens: how many tokens a take may need, including those that spell the forced prefix.
        counter: counts the tokens of all takes together; a token of each is one forward.
    """
    branches = cached.branch(len(decoders), max_tokens=max_tokens)
    active = [_Take(index, decoder, first) for index, decoder in enumerate(decoders)]
    while active and not cancel.is_cancelled:
        for take in active:
            if (stem_piece := take.decode()) is not None:
                yield stem_piece
            if take.has_ended:
                yield take.last_piece(_usage(decoders, first, counter))
        kept = [branch for branch, take in enumerate(active) if not take.has_ended]
        if kept and len(kept) < len(active):
            branches.keep(kept)
        active = [active[branch] for branch in kept]
        if not active:
            return
        predictions = predictor.predict(branches.read([take.next_id() for take in active]))
        for take, prediction in zip(active, predictions, strict=True):
            if (piece := take.add(prediction)) is not None:
                yield piece
    for take in active:
        yield take.last_piece(_usage(decoders, first, counter))


def _usage(
    decoders: Sequence[TokenDecoder], first: Prediction | Spellings, counter: UsageCounter
) -> Usage:
    """Return the usage of all takes so far."""
    generated = [decoder.generated_tokens for decoder in decoders]
    counter.generated_tokens = sum(generated)
    counter.forwards = max(generated)
    if isinstance(first, Spellings):
        counter.forwards += first.forwards
    return counter.usage()


class _Take:
    """One take: its decoder, and the tokens of it that the model has not read yet."""

    def __init__(
        self, index: int, decoder: TokenDecoder, following: Prediction | Spellings
    ) -> None:
        self._index = index
        self._decoder = decoder
        self._following = following
        self._decoded: DecodedText | None = None
        self._unread: deque[int] = deque()

    @property
    def has_ended(self) -> bool:
        return self._decoded is None

    def decode(self) -> Piece | None:
        """Decode the next text once the last one is read; return its stem piece, if it has one."""
        if self._unread:
            return None
        self._decoded = self._decoder.decode(self._following)
        if self._decoded is None:
            return None
        self._unread.extend(self._decoded.token_ids)
        stem_piece = self._decoded.stem_piece
        return stem_piece and replace(stem_piece, take=self._index)

    def next_id(self) -> int:
        return self._unread.popleft()

    def add(self, prediction: Prediction) -> Piece | None:
        """Take the prediction after the last read token; return the text's piece if all are read."""
        if self._unread or self._decoded is None:
            return None
        self._following = prediction
        return Piece(
            take=self._index,
            text=self._decoded.text,
            log_probability=self._decoded.log_probability,
            word_end_probability=prediction.word_end_probability,
        )

    def last_piece(self, usage: Usage) -> Piece:
        return replace(self._decoder.last_piece(usage), take=self._index)
