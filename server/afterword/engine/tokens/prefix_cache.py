"""A few token sequences kept warm, found again by their longest common prefix.

Knows nothing of text. Only the engine's thread touches it.
"""

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from afterword.engine.tokens.token_model import TokenBranches, TokenModel, TokenSequence

if TYPE_CHECKING:
    from torch import Tensor

MIN_SHARED_TOKENS = 16
"""Sharing fewer tokens than this is chance (a BOS, a title): another sequence is opened instead."""


BUDGET_BYTES = 64 * 2**20
"""Two pages of ghost text with Gemma; a token of it takes 27 kB."""


class CachedSequence:
    """A token sequence that remembers which tokens it holds."""

    def __init__(self, sequence: TokenSequence, *, max_tokens: int) -> None:
        """Wrap an empty ``sequence`` that can hold ``max_tokens``."""
        self._sequence = sequence
        self._max_tokens = max_tokens
        self.token_ids: list[int] = []
        """The tokens whose state is cached, oldest first."""
        self.last_used = 0
        """A counter, not a time: larger is later."""
        self.is_in_use = False
        """A generation that gave way to another one still needs it as it is."""

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return self._sequence.size_bytes

    @property
    def room(self) -> int:
        """How many more tokens it can hold."""
        return self._max_tokens - len(self.token_ids)

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> "Tensor":
        """Append tokens; return the states after the last ones; see ``TokenSequence.read``."""
        states = self._sequence.read(token_ids, keep_last=keep_last)
        self.token_ids.extend(token_ids)
        return states

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        if length < len(self.token_ids):
            self._sequence.crop(length)
            del self.token_ids[length:]

    def branch(self, count: int, *, max_tokens: int) -> TokenBranches:
        """Return ``count`` branches behind these tokens; see ``TokenSequence.branch``."""
        return self._sequence.branch(count, max_tokens=min(max_tokens, self.room))

    def shared_prefix_length(self, token_ids: Sequence[int]) -> int:
        """Return how many leading tokens this sequence has in common with ``token_ids``."""
        limit = min(len(self.token_ids), len(token_ids))
        for index in range(limit):
            if self.token_ids[index] != token_ids[index]:
                return index
        return limit


class PrefixCache:
    """A few sequences, so that two documents don't evict each other."""

    def __init__(
        self,
        model: TokenModel,
        *,
        max_sequences: int = 4,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        """Start empty; sequences are opened when they are needed.

        Args:
            model: opens them.
            max_sequences: how many are kept.
            budget_bytes: what is kept while nobody uses it may take so much memory, but the latest
                sequence is kept whatever it takes.
        """
        self._model = model
        self._max_sequences = max_sequences
        self._budget_bytes = budget_bytes
        self._sequences: list[CachedSequence] = []
        self._uses = count(1)

    def acquire(self, token_ids: Sequence[int]) -> CachedSequence:
        """Return a sequence cropped to the longest prefix it shares with ``token_ids``.

        At least the last token is left out, since its logits are not kept. The sequence is the
        caller's until it is given back with ``release``.
        """
        ranked = [
            (cached.shared_prefix_length(token_ids), cached)
            for cached in self._sequences
            if not cached.is_in_use
        ]
        shared, best = max(ranked, key=lambda pair: pair[0], default=(0, None))
        if best is None or (shared < MIN_SHARED_TOKENS and shared < len(best.token_ids)):
            best, shared = self._open(), 0
        best.crop(min(shared, len(token_ids) - 1))
        best.last_used = next(self._uses)
        best.is_in_use = True
        return best

    def release(self, cached: CachedSequence) -> None:
        """Let others have a sequence again; the oldest go if all take too much memory."""
        cached.is_in_use = False
        newest_first = sorted(self._sequences, key=lambda each: each.last_used, reverse=True)
        taken_bytes = 0
        for rank, each in enumerate(newest_first):
            taken_bytes += each.size_bytes
            if rank and taken_bytes > self._budget_bytes and not each.is_in_use:
                self._sequences.remove(each)

    def discard(self, cached: CachedSequence) -> None:
        """Drop a sequence whose state can't be trusted any more, after a failed forward."""
        self._sequences.remove(cached)

    def clear(self) -> None:
        """Free all sequences."""
        self._sequences.clear()

    def _open(self) -> CachedSequence:
        idle = [cached for cached in self._sequences if not cached.is_in_use]
        if len(self._sequences) >= self._max_sequences and idle:
            self._sequences.remove(min(idle, key=lambda cached: cached.last_used))
        cached = CachedSequence(self._model.new_sequence(), max_tokens=self._model.max_tokens)
        self._sequences.append(cached)
        return cached
