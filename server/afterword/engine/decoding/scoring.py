"""Scores a text after a prompt: the text is read, and nothing is generated."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from afterword.engine.interface import CancelToken, Piece
from afterword.engine.sampling.prediction import Prediction, Predictor
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.token_model import TokenModel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STATES_PER_PREDICTION: Final = 8
"""States in one call of the output head, which takes nearly as long for one."""
CHUNK_TOKENS: Final = 32
"""Tokens in one forward, where no more urgent work has to wait for it."""


def score_after_prompt(
    scored_ids: Sequence[int],
    state: "NDArray[np.float32]",
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    predictor: Predictor,
) -> Iterator[Piece]:
    """Yield a piece without text for each scored token, with the token's probability.

    Args:
        scored_ids: the tokens to score, at least one.
        state: (1, …) after the prompt.
        cached: the prompt; the scored tokens except the last are appended.
        cancel: read between two forwards.
        predictor: predicts the token after a state.
    """
    (first,) = predictor.predict(state)
    yield _piece(scored_ids[0], first)
    last = len(scored_ids) - 1
    for start in range(0, last, STATES_PER_PREDICTION):
        if cancel.is_cancelled:
            return
        chunk = scored_ids[start : min(start + STATES_PER_PREDICTION, last)]
        predictions = predictor.predict(cached.read(chunk, keep_last=len(chunk)))
        following = scored_ids[start + 1 : start + 1 + len(chunk)]
        for token_id, prediction in zip(following, predictions, strict=True):
            yield _piece(token_id, prediction)


def score_in_new_sequence(
    model: TokenModel, predictor: Predictor, context_ids: Sequence[int], scored_ids: Sequence[int]
) -> list[float]:
    """Return the natural log of each scored token's probability after ``context_ids``.

    The prefix cache is not used. The result is empty if there is no context to predict from.
    """
    if not context_ids:
        return []
    token_ids = [*context_ids, *scored_ids]
    sequence = model.new_sequence()
    log_probabilities = list[float]()
    for start in range(0, len(token_ids) - 1, CHUNK_TOKENS):
        chunk = token_ids[start : min(start + CHUNK_TOKENS, len(token_ids) - 1)]
        states = sequence.read(chunk, keep_last=len(chunk))
        positions = range(max(start, len(context_ids) - 1), start + len(chunk))
        for first in range(0, len(positions), STATES_PER_PREDICTION):
            some = positions[first : first + STATES_PER_PREDICTION]
            predictions = predictor.predict(states[some.start - start : some.stop - start])
            for position, prediction in zip(some, predictions, strict=True):
                log_probabilities.append(_log_probability(token_ids[position + 1], prediction))
    return log_probabilities


def _piece(token_id: int, prediction: Prediction) -> Piece:
    return Piece(text="", log_probability=_log_probability(token_id, prediction))


def _log_probability(token_id: int, prediction: Prediction) -> float:
    return float(prediction.logits[token_id]) - prediction.log_normaliser
