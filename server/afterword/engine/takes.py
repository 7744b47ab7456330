# pyright: basic
"""Several takes of one prompt, decoded as one batch: the weights are read once for all of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from afterword.engine.decoding import Decoding
from afterword.engine.prefix_cache import CachedSequence
from afterword.engine.protocol import CancelToken, Piece, Usage

if TYPE_CHECKING:
    from torch import Tensor


def decode_takes(
    decodings: Sequence[Decoding],
    logits: "Tensor",
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    max_tokens: int,
    word_end_probability: Callable[["Tensor"], float],
    usage: Callable[[], Usage],
) -> Iterator[Piece]:
    """Yield the takes' pieces, a token of each in turn, and each take's last one.

    Args:
        decodings: one a take, all at the end of the prompt.
        logits: (vocabulary,) float32, after the prompt.
        cached: the prompt; it is not changed.
        cancel: ends all takes.
        max_tokens: how many tokens a take may need, those of the forced text included.
        word_end_probability: of the logits after a token.
        usage: what all takes have cost so far.
    """
    branches = cached.branch(len(decodings), max_tokens=max_tokens)
    going = list(range(len(decodings)))
    rows: Sequence[Tensor] = [logits] * len(decodings)
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
        rows = list(branches.extend([token.token_id for token in written.values()]))
        for take, row in zip(going, rows, strict=True):
            yield Piece(
                take=take,
                text=written[take].text,
                log_probability=written[take].log_probability,
                word_end_probability=word_end_probability(row),
            )
    for take in going:
        yield replace(decodings[take].last_piece(usage()), take=take)
