# pyright: basic
"""Several takes of one prompt, decoded as one batch: the weights are read once for all of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from afterword.engine.decoding.prediction import Prediction, Predictor
from afterword.engine.decoding.token_decoder import Decoding
from afterword.engine.interface import CancelToken, Piece, Usage
from afterword.engine.tokens.prefix_cache import CachedSequence


def decode_takes(
    decodings: Sequence[Decoding],
    first: Prediction,
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    predictor: Predictor,
    max_tokens: int,
    usage: Callable[[], Usage],
) -> Iterator[Piece]:
    """Yield the takes' pieces, a token of each in turn, and each take's last one.

    Args:
        decodings: one a take, all at the end of the prompt.
        first: what follows the prompt.
        cached: the prompt; it is not changed.
        cancel: ends all takes.
        predictor: says what follows each branch.
        max_tokens: how many tokens a take may need, those of the forced text included.
        usage: what all takes have cost so far.
    """
    branches = cached.branch(len(decodings), max_tokens=max_tokens)
    going = list(range(len(decodings)))
    rows = [first] * len(decodings)
    while going and not cancel.is_cancelled:
        drawn = {take: decodings[take].draw(row) for take, row in zip(going, rows, strict=True)}
        written = {take: token for take, token in drawn.items() if token is not None}
        for take in going:
            if take not in written:
                yield replace(decodings[take].last_piece(usage()), take=take)
        if written and len(written) < len(going):
            branches.keep([at for at, take in enumerate(going) if take in written])
        going = list(written)
        if not going:
            return
        rows = predictor.whole(branches.read([token.token_id for token in written.values()]))
        for take, row in zip(going, rows, strict=True):
            yield Piece(
                take=take,
                text=written[take].text,
                log_probability=written[take].log_probability,
                word_end_probability=row.word_end_probability,
            )
    for take in going:
        yield replace(decodings[take].last_piece(usage()), take=take)
