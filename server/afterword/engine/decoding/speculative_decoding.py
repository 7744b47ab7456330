"""Speculative decoding: several tokens in one forward, where a draft guesses the next tokens.

Every token is still sampled from the model's own distribution at its position, so the text is the one
that decoding token by token gives; a right guess only means that its logits are computed already.
A forward over four tokens takes as long as one over a single token, since reading the weights from
memory is what takes the time (Leviathan et al. 2023; drafts from the prompt: Saxena 2023).
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from afterword.engine.sampling.prediction import Prediction, Predictor, predict_from_shortlist
from afterword.engine.sampling.token_sampler import SampledToken
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.token_model import ShortlistHead

Guess = Callable[[Prediction, Sequence[SampledToken]], SampledToken | None]
"""Returns the next guess, from a prediction after the guesses before it; None if it is uncertain."""

MAX_GUESSED_TOKENS: Final = 7
"""Tokens that are guessed before they are verified. With the token before them they are eight
positions, which the output head computes nearly as fast as one."""
CONTEXT_TOKENS: Final = 3
"""Tokens that must have occurred before for a draft; after two, it is right too seldom."""
FIRST_CREDIT: Final = 3
"""Tokens that drafts may cost before they have saved any. A draft costs at most as much time as one
token, and saves one token for each that is right."""
MAX_DRAFT_TOKENS: Final = 3
"""Tokens of one draft. With the token before them they are four positions, which fill a tile."""


class NgramDraft:
    """Guesses that the last three tokens are followed by the same tokens as the last time.

    That is right for names, refrains and the rest of an older suggestion, and seldom for other text.
    """

    def __init__(self, token_ids: Sequence[int], *, draft_ids: Sequence[int] = ()) -> None:
        """Index the prompt, and a guess at the tokens that follow it."""
        self._token_ids: list[int] = []
        self._next_index: dict[tuple[int, ...], int] = {}
        self._credit = FIRST_CREDIT
        self._index(token_ids)
        if draft_ids:
            self._index([*token_ids[-CONTEXT_TOKENS:], *draft_ids])

    def propose(self, context: Sequence[int]) -> list[int]:
        """Return up to three tokens that may follow the last three; none if there is no guess."""
        start = self._next_index.get(tuple(context[-CONTEXT_TOKENS:])) if self._credit > 0 else None
        return [] if start is None else self._token_ids[start : start + MAX_DRAFT_TOKENS]

    def record_agreement(self, *, agreed_tokens: int) -> None:
        """Count how many tokens of a draft were right; drafts that cost more than they save end."""
        self._credit += agreed_tokens - 1

    def _index(self, token_ids: Sequence[int]) -> None:
        start = len(self._token_ids)
        self._token_ids.extend(token_ids)
        for index in range(start + 1, len(self._token_ids)):
            context = self._token_ids[max(start, index - CONTEXT_TOKENS) : index]
            self._next_index[tuple(context)] = index


class SpeculativeDecoder:
    """Predicts what follows each sampled token, and reads guessed tokens ahead.

    Guesses come from two sources: phrases from the n-gram draft, and one token after another from the
    shortlist head, which predicts the likely part of the vocabulary in a fraction of the time. The
    guesses are in the sequence already when one prediction over the whole vocabulary verifies them.
    """

    def __init__(
        self,
        cached: CachedSequence,
        predictor: Predictor,
        draft: NgramDraft,
        *,
        shortlist_head: ShortlistHead | None,
        guess: Guess,
    ) -> None:
        """Continue ``cached``, which contains all tokens so far.

        Args:
            cached: the sequence.
            predictor: predicts over the whole vocabulary.
            draft: guesses phrases.
            shortlist_head: predicts over a part of the vocabulary; None where that is not faster.
            guess: samples from a prediction of ``shortlist_head``; ``TokenDecoder.guess``.
        """
        self._cached = cached
        self._shortlist_head = shortlist_head
        self._predictor = predictor
        self._draft = draft
        self._guess = guess
        self._accepted_tokens = len(cached.token_ids)
        """How many of the sequence's tokens are certain: the prompt, and the accepted tokens."""
        self._guessed: list[SampledToken] = []
        """The guesses after the accepted tokens."""
        self._states: list[NDArray[np.float32]] = []
        """(n, …) the states after the last accepted token and after each guess, not predicted from yet."""
        self._verified: deque[tuple[int, Prediction]] = deque()
        """Guessed tokens, each with the prediction after it, for when the token is accepted."""
        self._next_ids: list[int] = []
        """The accepted token, or the last guess, that the sequence lacks; several after a spelling."""
        self._agreed_tokens = 0
        """How many of the guesses were accepted so far."""
        self.forwards = 0
        """How often the model ran."""

    def accept(self, token_ids: Sequence[int]) -> Prediction | None:
        """Append tokens; return the prediction after them, or None if ``step`` must compute it.

        Args:
            token_ids: a sampled token, or those of a spelling.
        """
        if self._verified and self._verified[0][0] == token_ids[0]:
            self._accepted_tokens += 1
            self._agreed_tokens += 1
            return self._verified.popleft()[1]
        if self._shortlist_head is None and self._guessed:
            self._draft.record_agreement(agreed_tokens=self._agreed_tokens)
        self._agreed_tokens = 0
        self._verified.clear()
        self._cached.crop(self._accepted_tokens)
        self._guessed, self._states = [], []
        self._next_ids = list(token_ids)
        self._accepted_tokens += len(token_ids)
        return self.step()

    def step(self) -> Prediction | None:
        """Run the model once; return the prediction after the last accepted token, if it is known now."""
        free_tokens = self._cached.free_tokens - len(self._next_ids)
        max_tokens = min(free_tokens, MAX_GUESSED_TOKENS - len(self._guessed))
        context = [*self._cached.token_ids[-CONTEXT_TOKENS:], *self._next_ids]
        draft = self._draft.propose(context)[: max(0, max_tokens)]
        states = self._cached.read([*self._next_ids, *draft], keep_last=len(draft) + 1)
        self.forwards += 1
        if self._shortlist_head is None:
            self._states.append(states)
            self._guessed += [
                SampledToken(token_id=guessed, log_probability=0.0) for guessed in draft
            ]
            return self._verify()
        has_guess = self._keep_agreeing(
            draft, states, predict_from_shortlist(self._shortlist_head, states)
        )
        has_room = len(self._guessed) <= MAX_GUESSED_TOKENS and self._cached.free_tokens > 0
        return None if has_guess and has_room else self._verify()

    def _keep_agreeing(
        self, draft: Sequence[int], states: NDArray[np.float32], predictions: Sequence[Prediction]
    ) -> bool:
        """Keep the part of a draft that the guesses agree with, and one more guess; False if there is none."""
        agreed = 0
        while (
            guessed := self._guess(predictions[agreed], self._guessed)
        ) is not None and guessed.token_id in draft[agreed : agreed + 1]:
            self._guessed.append(guessed)
            agreed += 1
        if draft:
            self._draft.record_agreement(agreed_tokens=agreed)
        self._cached.crop(len(self._cached.token_ids) - len(draft) + agreed)
        self._states.append(states[: agreed + 1])
        if guessed is None:
            return False
        self._guessed.append(guessed)
        self._next_ids = [guessed.token_id]
        return True

    def _verify(self) -> Prediction:
        """Predict over the whole vocabulary after all states; return the first prediction."""
        first, *rest = self._predictor.predict(np.concatenate(self._states))
        guessed_ids = [guessed.token_id for guessed in self._guessed[: len(rest)]]
        self._verified.extend(zip(guessed_ids, rest, strict=True))
        return first
