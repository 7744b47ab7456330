# pyright: basic
"""How likely a given text is behind a prompt: it is read, nothing is drawn."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from afterword.engine.decoding.prediction import Prediction, Predictor
from afterword.engine.interface import CancelToken, Piece
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.token_model import TokenModel

if TYPE_CHECKING:
    from torch import Tensor

READ_AT_ONCE: Final = 8
"""The output head predicts from so many states nearly as fast as from one."""
CHUNK_TOKENS: Final = 32
"""Where nobody waits."""


def score_given(
    scored_ids: Sequence[int],
    state: "Tensor",
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    predictor: Predictor,
) -> Iterator[Piece]:
    """Yield a piece without text, with its probability, for each given token.

    Args:
        scored_ids: what stands behind the prompt; at least one.
        state: (1, …) after the prompt.
        cached: the prompt; the given tokens but the last are appended.
        cancel: looked at between two forwards.
        predictor: says what follows a state.
    """
    (first,) = predictor.whole(state)
    yield _piece(scored_ids[0], first)
    last = len(scored_ids) - 1
    for start in range(0, last, READ_AT_ONCE):
        if cancel.is_cancelled:
            return
        few = scored_ids[start : min(start + READ_AT_ONCE, last)]
        predictions = predictor.whole(cached.read(few, keep_last=len(few)))
        following = scored_ids[start + 1 : start + 1 + len(few)]
        for token_id, prediction in zip(following, predictions, strict=True):
            yield _piece(token_id, prediction)


def score_apart(
    model: TokenModel, predictor: Predictor, head_ids: Sequence[int], rest_ids: Sequence[int]
) -> list[float]:
    """Return the natural log of each token's probability after ``head_ids``, in a new sequence.

    Empty if there is no head to predict from.
    """
    if not head_ids:
        return []
    token_ids = [*head_ids, *rest_ids]
    sequence = model.new_sequence()
    found = list[float]()
    for start in range(0, len(token_ids) - 1, CHUNK_TOKENS):
        chunk = token_ids[start : min(start + CHUNK_TOKENS, len(token_ids) - 1)]
        states = sequence.read(chunk, keep_last=len(chunk))
        wanted = range(max(start, len(head_ids) - 1), start + len(chunk))
        for place in range(0, len(wanted), READ_AT_ONCE):
            few = wanted[place : place + READ_AT_ONCE]
            predictions = predictor.whole(states[few.start - start : few.stop - start])
            for position, prediction in zip(few, predictions, strict=True):
                found.append(_log_probability(token_ids[position + 1], prediction))
    return found


def _piece(token_id: int, prediction: Prediction) -> Piece:
    return Piece(text="", log_probability=_log_probability(token_id, prediction))


def _log_probability(token_id: int, prediction: Prediction) -> float:
    return float(prediction.logits[token_id]) - prediction.log_normaliser
