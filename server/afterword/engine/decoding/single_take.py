"""Decodes the only take of a prompt, with speculation."""

from collections.abc import Iterator

from afterword.engine.decoding.forced_spellings import Spellings
from afterword.engine.decoding.speculative_decoding import SpeculativeDecoder
from afterword.engine.decoding.token_decoder import TokenDecoder
from afterword.engine.decoding.usage_counter import UsageCounter
from afterword.engine.interface import PAUSE, CancelToken, Piece
from afterword.engine.sampling.prediction import Prediction


def decode_single_take(
    decoder: TokenDecoder,
    first: Prediction | Spellings,
    speculative: SpeculativeDecoder,
    cancel: CancelToken,
    *,
    counter: UsageCounter,
) -> Iterator[Piece]:
    """Yield the take's pieces, pauses between forwards, and the last piece.

    Args:
        decoder: decodes the take; at the end of the prompt.
        first: the prediction after the prompt, or the spellings of the forced prefix.
        speculative: predicts what follows each token.
        cancel: ends the take.
        counter: counts its tokens and forwards.
    """
    search_forwards = first.forwards if isinstance(first, Spellings) else 0
    following: Prediction | Spellings | None = first
    while following is not None and not cancel.is_cancelled:
        decoded = decoder.decode(following)
        counter.generated_tokens = decoder.generated_tokens
        if decoded is None:
            break
        if decoded.stem_piece is not None:
            yield decoded.stem_piece
        prediction = speculative.accept(decoded.token_ids)
        while prediction is None and not cancel.is_cancelled:
            yield PAUSE
            prediction = speculative.step()
        counter.forwards = search_forwards + speculative.forwards
        word_end = 0.0 if prediction is None else prediction.word_end_probability
        yield Piece(
            text=decoded.text,
            log_probability=decoded.log_probability,
            word_end_probability=word_end,
        )
        following = prediction
    yield decoder.last_piece(counter.usage())
