"""Token healing: the likeliest ways to spell a forced prefix, and the text that each adds to it.

A tokenizer splits a half-typed word into tokens that no text goes on from. So the prefix is spelled
anew, and the ways to spell it are compared by the probability of all of their tokens together: taken
one by one, the likeliest token is often a short one, after which only spellings are left that the
model never saw. The search is a beam search in which every step is one forward.
"""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from afterword.engine.interface import PAUSE, CancelToken, Piece
from afterword.engine.sampling.largest_scores import indices_of_largest
from afterword.engine.sampling.prediction import Prediction, Predictor, log_sum_exp
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.vocabulary import Vocabulary

if TYPE_CHECKING:
    from afterword.engine.tokens.token_model import TokenBranches

MAX_SPELLING_TOKENS: Final = 24
"""Tokens of one spelling at most; a word needs fewer."""
BEAM_WIDTH: Final = 4
"""Unfinished spellings that are read as one batch, which takes as long as a single one."""
CANDIDATES: Final = 64
"""Tokens of each prediction that may end a spelling; the sampler chooses among the likeliest."""
BYTE_COST: Final = 0.3
"""Natural log of probability that each byte still to be spelled will cost, about. Without it a beam
holds the shortest beginnings only, which have lost nothing yet."""
LEAST_SHARE: Final = 0.02
"""Share of the best finished spelling; an unfinished one below it is dropped."""
LEAST_OPEN_SHARE: Final = 1e-5
"""Share of the best unfinished spelling; one below it is dropped. A rare word begins with a token that
is far less probable than a bare space."""
OPEN_SHARE: Final = 0.25
"""Share of the finished spellings' probability; the search ends when the unfinished ones have less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One way to spell the forced prefix and the first new text."""

    token_ids: tuple[int, ...]
    new_bytes: bytes
    """What it adds to the forced prefix; empty only where the last token ends the text."""
    log_probability: float
    """Natural log, among all texts that begin with the forced prefix. Where several spellings give
    the same text, of all of them together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spellings:
    """The likeliest spellings, best first, and whether the prefix is a whole word."""

    found: tuple[Spelling, ...]
    word_end_probability: float
    """Probability that the text after the forced prefix does not continue its last word."""
    forwards: int = 0
    """How often the model ran to find them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unfinished:
    """Tokens that spell a part of the forced prefix, or exactly all of it."""

    token_ids: tuple[int, ...]
    rest: bytes
    log_probability: float
    parent: int = 0
    """The branch that holds all of its tokens but the last."""


class _Search:
    """The spellings found so far."""

    def __init__(
        self, vocabulary: Vocabulary, *, excluded: NDArray[np.int64], banned: Sequence[str]
    ) -> None:
        self._vocabulary = vocabulary
        self._excluded = excluded
        self._banned = [text.encode() for text in banned]
        self._finished: list[Spelling] = []
        self._totals: list[float] = []
        """The log probability of all that each prediction finishes."""
        self._word_ends = 0.0

    def extend(
        self, prediction: Prediction, behind: _Unfinished, *, branch: int
    ) -> list[_Unfinished]:
        """Add the spellings that one more token finishes; return those that stay unfinished."""
        banned_ids = self._vocabulary.tokens_spelling(behind.rest + text for text in self._banned)
        excluded = np.concatenate([self._excluded, np.array(banned_ids, np.int64)])
        if len(excluded):
            prediction = prediction.without(excluded)
        base = behind.log_probability - prediction.log_normaliser
        if not behind.rest:
            self._word_ends += math.exp(behind.log_probability) * prediction.word_end_probability
            self._finish(prediction.logits + base, None, behind)
            return []
        longer = self._vocabulary.longer_than(behind.rest)
        if len(longer):
            self._finish(prediction.logits[longer] + base, longer, behind)
        return [
            _Unfinished(
                token_ids=(*behind.token_ids, token_id),
                rest=behind.rest[size:],
                log_probability=float(prediction.logits[token_id]) + base,
                parent=branch,
            )
            for token_id, size in self._vocabulary.prefix_tokens(behind.rest)
        ]

    def beam(self, unfinished: Sequence[_Unfinished]) -> list[_Unfinished]:
        """Return the unfinished spellings that are worth a forward; none if the search is over."""
        best = max((each.log_probability for each in self._finished), default=-math.inf)
        best_open = max((each.log_probability for each in unfinished), default=-math.inf)
        least = max(best + math.log(LEAST_SHARE), best_open + math.log(LEAST_OPEN_SHARE))
        likely = [each for each in unfinished if each.log_probability > least]
        likely.sort(key=lambda each: len(each.rest) * BYTE_COST - each.log_probability)
        del likely[BEAM_WIDTH:]
        if not likely:
            return []
        open_mass = sum(math.exp(each.log_probability) for each in likely)
        done_mass = sum(math.exp(total) for total in self._totals)
        is_over = (
            max(each.log_probability for each in likely) <= best
            and open_mass <= OPEN_SHARE * done_mass
        )
        return [] if is_over else likely

    def spellings(self) -> Spellings:
        """Return what was found."""
        total = sum(math.exp(each) for each in self._totals)
        if not total:
            return Spellings(found=(), word_end_probability=0.0)
        by_text = dict[bytes, Spelling]()
        for each in sorted(self._finished, key=lambda each: -each.log_probability):
            known = by_text.get(each.new_bytes)
            by_text[each.new_bytes] = (
                each
                if known is None
                else replace(
                    known, log_probability=_log_of_sum(known.log_probability, each.log_probability)
                )
            )
        merged = (
            replace(each, log_probability=each.log_probability - math.log(total))
            for each in by_text.values()
        )
        return Spellings(
            found=tuple(sorted(merged, key=lambda each: -each.log_probability)),
            word_end_probability=min(1.0, self._word_ends / total),
        )

    def _finish(
        self,
        scores: NDArray[np.float32],
        token_ids: NDArray[np.int64] | None,
        behind: _Unfinished,
    ) -> None:
        """Add the likeliest of some tokens: (n,) log probabilities and, unless all, (n,) token ids."""
        places = indices_of_largest(scores, CANDIDATES)
        if scores[places[0]] == -math.inf:
            return
        self._totals.append(log_sum_exp(scores))
        last_ids = places if token_ids is None else token_ids[places]
        for value, token_id in zip(scores[places].tolist(), last_ids.tolist(), strict=True):
            if math.isfinite(value):
                new_bytes = self._vocabulary.spell(token_id)[len(behind.rest) :]
                self._finished.append(
                    Spelling(
                        token_ids=(*behind.token_ids, token_id),
                        new_bytes=new_bytes,
                        log_probability=value,
                    )
                )


def _log_of_sum(first: float, second: float) -> float:
    return max(first, second) + math.log1p(math.exp(-abs(first - second)))


def find_spellings(
    forced_prefix: str,
    first: Prediction,
    cached: CachedSequence,
    cancel: CancelToken,
    *,
    predictor: Predictor,
    vocabulary: Vocabulary,
    excluded: NDArray[np.int64],
    banned: Sequence[str] = (),
) -> Generator[Piece, None, Spellings]:
    """Yield pauses between forwards; return the likeliest spellings.

    Args:
        forced_prefix: the text to spell, not empty.
        first: the prediction after the prompt.
        cached: the prompt; it is not changed.
        cancel: ends the search with what is found so far.
        predictor: predicts the next token of each branch.
        vocabulary: spells the tokens.
        excluded: (k,) tokens that may not end a spelling.
        banned: what no token may add that ends a spelling.
    """
    search = _Search(vocabulary, excluded=excluded, banned=banned)
    start = _Unfinished(token_ids=(), rest=forced_prefix.encode(), log_probability=0.0)
    beam = search.beam(search.extend(first, start, branch=0))
    branches: TokenBranches | None = None
    forwards = 0
    while beam and forwards < MAX_SPELLING_TOKENS and not cancel.is_cancelled:
        yield PAUSE
        forwards += 1
        if branches is None:
            branches = cached.branch(len(beam), max_tokens=MAX_SPELLING_TOKENS)
        else:
            branches.keep([each.parent for each in beam])
        predictions = predictor.predict(branches.read([each.token_ids[-1] for each in beam]))
        beam = search.beam(
            [
                longer
                for branch, (behind, prediction) in enumerate(zip(beam, predictions, strict=True))
                for longer in search.extend(prediction, behind, branch=branch)
            ]
        )
    return replace(search.spellings(), forwards=forwards)
