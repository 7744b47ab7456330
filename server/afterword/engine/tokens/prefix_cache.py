"""The prefix cache: a few token sequences with their cached states, found by the longest common prefix.

Knows nothing of text. Only the engine's thread uses it.
"""

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from afterword.engine.tokens.token_model import TokenBranches, TokenModel, TokenSequence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MIN_SHARED_TOKENS = 16
"""Tokens that a prompt must share with a cached sequence to be read into it. Fewer are shared by
chance (a BOS, a title), and then another sequence is opened."""

BUDGET_BYTES = 64 * 2**20
"""Bytes of cached states that are kept: two pages of text with Gemma, where a token takes 27 kB."""


class CachedSequence:
    """A token sequence that knows which tokens it contains."""

    def __init__(self, sequence: TokenSequence, *, max_tokens: int) -> None:
        """Wrap an empty ``sequence`` that has room for ``max_tokens``."""
        self._sequence = sequence
        self._max_tokens = max_tokens
        self.token_ids: list[int] = []
        """The tokens whose state is cached, oldest first."""
        self.last_used = 0
        """The number of its last use, counted over all sequences: larger is later."""
        self.is_in_use = False
        """Whether a generation uses it, which may be preempted."""

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return self._sequence.size_bytes

    @property
    def free_tokens(self) -> int:
        """How many more tokens it has room for."""
        return self._max_tokens - len(self.token_ids)

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> "NDArray[np.float32]":
        """Append tokens; return the states after the last of them, see ``TokenSequence.read``."""
        states = self._sequence.read(token_ids, keep_last=keep_last)
        self.token_ids.extend(token_ids)
        return states

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        if length < len(self.token_ids):
            self._sequence.crop(length)
            del self.token_ids[length:]

    def branch(self, count: int, *, max_tokens: int) -> TokenBranches:
        """Return ``count`` branches after these tokens, see ``TokenSequence.branch``."""
        return self._sequence.branch(count, max_tokens=min(max_tokens, self.free_tokens))

    def shared_prefix_length(self, token_ids: Sequence[int]) -> int:
        """Return how many leading tokens this sequence has in common with ``token_ids``."""
        limit = min(len(self.token_ids), len(token_ids))
        for index in range(limit):
            if self.token_ids[index] != token_ids[index]:
                return index
        return limit


class PrefixCache:
    """Several cached sequences, so that two documents don't evict each other."""

    def __init__(
        self,
        model: TokenModel,
        *,
        max_sequences: int = 4,
        budget_bytes: int = BUDGET_BYTES,
    ) -> None:
        """Start empty; sequences are opened as they are needed.

        Args:
            model: opens sequences.
            max_sequences: how many sequences are kept.
            budget_bytes: how much memory unused sequences may take; the latest one is kept however
                much it takes.
        """
        self._model = model
        self._max_sequences = max_sequences
        self._budget_bytes = budget_bytes
        self._sequences: list[CachedSequence] = []
        self._uses = count(1)

    def acquire(self, token_ids: Sequence[int]) -> CachedSequence:
        """Return a sequence cropped to the longest prefix it shares with ``token_ids``.

        At least the last token is left out, since its logits are not cached. The caller owns the
        sequence until ``release``.
        """
        ranked = [
            (cached.shared_prefix_length(token_ids), cached)
            for cached in self._sequences
            if not cached.is_in_use
        ]
        shared, best = max(ranked, key=lambda pair: pair[0], default=(0, None))
        if best is None or (shared < MIN_SHARED_TOKENS and shared < len(best.token_ids)):
            # A few tokens, such as a sentence that was scored by itself, are worth no place of their own.
            short = (each for _, each in ranked if len(each.token_ids) < MIN_SHARED_TOKENS)
            best, shared = next(short, None) or self._open(), 0
        best.crop(min(shared, len(token_ids) - 1))
        best.last_used = next(self._uses)
        best.is_in_use = True
        return best

    def release(self, cached: CachedSequence) -> None:
        """End the use of a sequence; evict the oldest ones if all of them take too much memory."""
        cached.is_in_use = False
        newest_first = sorted(self._sequences, key=lambda each: each.last_used, reverse=True)
        total_bytes = 0
        for rank, each in enumerate(newest_first):
            total_bytes += each.size_bytes
            if rank and total_bytes > self._budget_bytes and not each.is_in_use:
                self._sequences.remove(each)

    def discard(self, cached: CachedSequence) -> None:
        """Drop a sequence whose state may be wrong, after a failed forward."""
        self._sequences.remove(cached)

    def clear(self) -> None:
        """Free all sequences."""
        self._sequences.clear()

    def _open(self) -> CachedSequence:
        unused = [cached for cached in self._sequences if not cached.is_in_use]
        if len(self._sequences) >= self._max_sequences and unused:
            self._sequences.remove(min(unused, key=lambda cached: cached.last_used))
        cached = CachedSequence(self._model.new_sequence(), max_tokens=self._model.max_tokens)
        self._sequences.append(cached)
        return cached
