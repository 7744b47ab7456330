"""Speculative decoding: several tokens in one forward, where a draft guesses what comes next.

Every token is still drawn from the model's own distribution at its place, so the text is the one
that decoding token by token gives; a guess only decides whether its logits are there already.
A forward over four tokens costs what one over a single token costs, since reading the weights
from memory is what takes the time (Leviathan et al. 2023; drafts from the prompt: Saxena 2023).
"""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import torch

from afterword.engine.decoding.prediction import Prediction, Predictor, predict_likely
from afterword.engine.decoding.sampling import Draw
from afterword.engine.tokens.prefix_cache import CachedSequence
from afterword.engine.tokens.token_model import ShortlistHead

if TYPE_CHECKING:
    from torch import Tensor

Guess = Callable[[Prediction, Sequence[Draw]], Draw | None]
"""From a prediction behind some guesses to the next guess; None where there is none."""

MAX_GUESSED_TOKENS: Final = 7
"""With the token before them, eight positions: the output head reads those nearly as fast as one."""
CONTEXT_TOKENS: Final = 3
"""After two tokens the guess is right too seldom for what reading it costs."""
FIRST_CREDIT: Final = 3
"""In tokens. A proposal costs as much as one token or less, and saves one for each that is right."""
MAX_DRAFT_TOKENS: Final = 3
"""With the token before them, four in a forward: one more row of a tile would cost time."""


class NgramDraft:
    """Guesses that what followed the last three tokens before follows them again.

    Names, refrains and the rest of an older suggestion come out of this; other text seldom does.
    """

    def __init__(self, token_ids: Sequence[int], *, likely_ids: Sequence[int] = ()) -> None:
        """Learn from the prompt, and from tokens that are likely to come right after it."""
        self._token_ids: list[int] = []
        self._after: dict[tuple[int, ...], int] = {}
        self._credit = FIRST_CREDIT
        self._learn(token_ids)
        if likely_ids:
            self._learn([*token_ids[-CONTEXT_TOKENS:], *likely_ids])

    def propose(self, context: Sequence[int]) -> list[int]:
        """Return up to three tokens that may follow the last three; maybe none."""
        at = self._after.get(tuple(context[-CONTEXT_TOKENS:])) if self._credit > 0 else None
        return [] if at is None else self._token_ids[at : at + MAX_DRAFT_TOKENS]

    def hear(self, *, agreed_tokens: int) -> None:
        """Take note of how much of a proposal was right: a draft that costs more is given up."""
        self._credit += agreed_tokens - 1

    def _learn(self, token_ids: Sequence[int]) -> None:
        start = len(self._token_ids)
        self._token_ids.extend(token_ids)
        for at in range(start + 1, len(self._token_ids)):
            context = self._token_ids[max(start, at - CONTEXT_TOKENS) : at]
            self._after[tuple(context)] = at


class SpeculativeDecoder:
    """Says what follows each drawn token, and reads on meanwhile where the text can be guessed.

    Guesses come from two sides: whole phrases from the n-gram draft, and one token after another
    from the likely part of the vocabulary, which is predicted in a fraction of the time. What was
    guessed is in the sequence already when the whole vocabulary is asked about all of it at once.
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
        """Go on from ``cached``, which holds all tokens so far.

        Args:
            cached: the sequence.
            predictor: predicts from the whole vocabulary.
            draft: guesses phrases.
            shortlist_head: predicts from a part of the vocabulary, if that is faster.
            guess: draws from what ``shortlist_head`` says; ``Decoding.guess``.
        """
        self._cached = cached
        self._preview = shortlist_head
        self._predictor = predictor
        self._draft = draft
        self._guess = guess
        self._confirmed = len(cached.token_ids)
        """How many of the sequence's tokens were really drawn."""
        self._guessed: list[Draw] = []
        """What was guessed behind the confirmed tokens."""
        self._states: list[Tensor] = []
        """(n, …) after the last confirmed token and each guess behind it: not yet predicted from."""
        self._ready: deque[tuple[int, Prediction]] = deque()
        """Guessed tokens that only have to be drawn, each with what follows it."""
        self._next_id = -1
        self._agreed = 0
        """How many of the guesses were drawn so far."""
        self.forwards = 0
        """How often the model ran."""

    def accept(self, token_id: int) -> Prediction | None:
        """Append a drawn token; return what follows it, or None if ``step`` will say so."""
        if self._ready and self._ready[0][0] == token_id:
            self._confirmed += 1
            self._agreed += 1
            return self._ready.popleft()[1]
        if self._preview is None and self._guessed:
            self._draft.hear(agreed_tokens=self._agreed)
        self._agreed = 0
        self._ready.clear()
        self._cached.crop(self._confirmed)
        self._guessed, self._states = [], []
        self._next_id = token_id
        self._confirmed += 1
        return self.step()

    def step(self) -> Prediction | None:
        """Run the model once; return what follows the last fed token when that is known."""
        phrase = self._phrase()
        states = self._cached.read([self._next_id, *phrase], keep_last=len(phrase) + 1)
        self.forwards += 1
        if self._preview is None:
            self._states.append(states)
            self._guessed += [Draw(token_id=guessed, log_probability=0.0) for guessed in phrase]
            return self._verify()
        may_go_on = self._follow(phrase, states, predict_likely(self._preview, states))
        has_room = len(self._guessed) <= MAX_GUESSED_TOKENS and self._cached.room > 0
        return None if may_go_on and has_room else self._verify()

    def _phrase(self) -> list[int]:
        """Return guesses from the draft behind the token that is read next."""
        room = min(self._cached.room - 1, MAX_GUESSED_TOKENS - len(self._guessed))
        context = [*self._cached.token_ids[1 - CONTEXT_TOKENS :], self._next_id]
        return self._draft.propose(context)[: max(0, room)]

    def _follow(
        self, phrase: Sequence[int], states: "Tensor", likely: Sequence[Prediction]
    ) -> bool:
        """Keep as much of a phrase as seems right, and one guess behind it; False at an end."""
        agreed = 0
        while (
            guessed := self._guess(likely[agreed], self._guessed)
        ) is not None and guessed.token_id in phrase[agreed : agreed + 1]:
            self._guessed.append(guessed)
            agreed += 1
        if phrase:
            self._draft.hear(agreed_tokens=agreed)
        self._cached.crop(len(self._cached.token_ids) - len(phrase) + agreed)
        self._states.append(states[: agreed + 1])
        if guessed is None:
            return False
        self._guessed.append(guessed)
        self._next_id = guessed.token_id
        return True

    def _verify(self) -> Prediction:
        """Ask the whole vocabulary about all states; what was guessed right is ready then."""
        first, *rest = self._predictor.whole(torch.cat(self._states))
        known = [guessed.token_id for guessed in self._guessed[: len(rest)]]
        self._ready.extend(zip(known, rest, strict=True))
        return first
