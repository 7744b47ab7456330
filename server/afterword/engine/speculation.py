"""Speculative decoding: several tokens in one forward, where a draft guesses what comes next.

Every token is still drawn from the model's own distribution at its place, so the text is the one
that decoding token by token gives; a guess only decides whether its logits are there already.
A forward over four tokens costs what one over a single token costs, since reading the weights
from memory is what takes the time (Leviathan et al. 2023; drafts from the prompt: Saxena 2023).
"""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from afterword.engine.prefix_cache import CachedSequence

if TYPE_CHECKING:
    from torch import Tensor

MAX_DRAFT_TOKENS: Final = 3
"""With the token before them, four in a forward: one more row of a tile would cost time."""


class NgramDraft:
    """Guesses that what followed the last two tokens before follows them again.

    Names, refrains and the rest of an older suggestion come out of this; other text seldom does.
    """

    def __init__(self, token_ids: Sequence[int], *, likely_ids: Sequence[int] = ()) -> None:
        """Learn from the prompt, and from tokens that are likely to come right after it."""
        self._token_ids: list[int] = []
        self._after: dict[tuple[int, int], int] = {}
        self._learn(token_ids)
        if token_ids and likely_ids:
            self._learn([*token_ids[-2:], *likely_ids])

    def propose(self, before: int, last: int) -> list[int]:
        """Return up to three tokens that may follow ``before`` and ``last``; maybe none."""
        at = self._after.get((before, last))
        return [] if at is None else self._token_ids[at : at + MAX_DRAFT_TOKENS]

    def _learn(self, token_ids: Sequence[int]) -> None:
        start = len(self._token_ids)
        self._token_ids.extend(token_ids)
        for at in range(start + 2, len(self._token_ids)):
            self._after[self._token_ids[at - 2], self._token_ids[at - 1]] = at


class LookAhead:
    """Feeds drawn tokens to a sequence and returns the logits that follow them."""

    def __init__(self, cached: CachedSequence, draft: NgramDraft) -> None:
        """Go on from ``cached``, which holds all tokens so far."""
        self._cached = cached
        self._draft = draft
        self._confirmed = len(cached.token_ids)
        """How many of the sequence's tokens were really drawn."""
        self._guessed: deque[tuple[int, Tensor]] = deque()
        """Tokens that are in the sequence already, each with the logits after it."""
        self.forwards = 0
        """How often the model ran."""

    def feed(self, token_id: int) -> "Tensor":
        """Append a drawn token; return the logits after it: (vocabulary,) float32."""
        if self._guessed and self._guessed[0][0] == token_id:
            self._confirmed += 1
            return self._guessed.popleft()[1]
        self._guessed.clear()
        self._cached.crop(self._confirmed)
        before = self._cached.token_ids[-1] if self._cached.token_ids else -1
        room = self._cached.room - 1
        guesses = self._draft.propose(before, token_id)[: max(0, room)]
        logits = self._cached.extend([token_id, *guesses], predict_last=len(guesses) + 1)
        self._guessed.extend(zip(guesses, logits[1:], strict=True))
        self._confirmed += 1
        self.forwards += 1
        return logits[0]
