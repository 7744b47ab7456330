# pyright: basic
"""Decodes several takes of one prompt as one batch: the weights are read once for all of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from afterword.engine.decoding.prediction import Prediction, Predictor
from afterword.engine.decoding.token_decoder import TokenDecoder
from afterword.engine.interface import CancelToken, Piece, Usage
from afterword.engine.tokens.prefix_cache import CachedSequence


def decode_takes(
    decoders: Sequence[TokenDecoder],
    first: Prediction,
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    predictor: Predictor,
    max_tokens: int,
    usage: Callable[[], Usage],
) -> Iterator[Piece]:
    """Yield the takes' pieces, one token of each in turn, and each take's last piece.

    Args:
        decoders: one for each take, all at the end of the prompt.
        first: the prediction after the prompt.
        cached: the prompt; it is not changed.
        cancel: ends all takes.
        predictor: predicts the next token of each branch.
        max_tokens: how many tokens a take may need, including those that spell the forced prefix.
        usage: returns the usage of all takes so far.
    """
    branches = cached.branch(len(decoders), max_tokens=max_tokens)
    active = list(range(len(decoders)))
    predictions = [first] * len(decoders)
    while active and not cancel.is_cancelled:
        tokens = {
            take: decoders[take].decode(prediction)
            for take, prediction in zip(active, predictions, strict=True)
        }
        decoded = {take: token for take, token in tokens.items() if token is not None}
        for take in active:
            if take not in decoded:
                yield replace(decoders[take].last_piece(usage()), take=take)
        if decoded and len(decoded) < len(active):
            branches.keep([branch for branch, take in enumerate(active) if take in decoded])
        active = list(decoded)
        if not active:
            return
        predictions = predictor.predict(
            branches.read([token.token_id for token in decoded.values()])
        )
        for take, prediction in zip(active, predictions, strict=True):
            yield Piece(
                take=take,
                text=decoded[take].text,
                log_probability=decoded[take].log_probability,
                word_end_probability=prediction.word_end_probability,
            )
    for take in active:
        yield replace(decoders[take].last_piece(usage()), take=take)
