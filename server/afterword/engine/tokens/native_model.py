"""A ``TokenModel`` over Afterword's own runtime."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from afterword.engine.tokens.shortlist import Shortlist
from afterword.engine.tokens.token_model import MAX_SEQUENCE_TOKENS, PREFILL_CHUNK_TOKENS
from afterword.errors import ModelFileError
from afterword.transformer.kv_cache import Branches
from afterword.transformer.runtime import Runtime
from afterword.transformer.serving_interfaces import Head

MAX_RARE_TOKENS = 4096
"""Tokens outside the runtime's own shortlist that are added to it at most. A page has a few dozen of
them; a document in a script that the shortlist lacks, some thousands."""


class NativeModel:
    """A model of one of the families that the runtime implements."""

    def __init__(self, runtime: Runtime) -> None:
        """Wrap a loaded runtime."""
        self._runtime = runtime
        self.vocabulary_size = runtime.configuration.vocabulary_size
        self.precision = str(runtime.precision)
        self.prefill_chunk_tokens = PREFILL_CHUNK_TOKENS
        self.max_tokens = min(runtime.configuration.max_positions, MAX_SEQUENCE_TOKENS)
        self._is_likely = np.zeros(self.vocabulary_size, np.bool)
        if runtime.likely_head is not None and runtime.likely_head.token_ids is not None:
            self._is_likely[runtime.likely_head.token_ids] = True
        self._rare_ids = np.empty(0, np.int64)
        self._shortlist_head: NativeShortlistHead | None = None
        """The head for the runtime's shortlist and ``_rare_ids``, once it is needed."""

    def new_sequence(self) -> "NativeSequence":
        """Return an empty sequence; it takes memory as it grows."""
        return NativeSequence(self._runtime, self.max_tokens)

    def predict(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logits after each state: (n, width) -> (n, vocabulary) float32."""
        return self._runtime.head.logits(states)

    def shortlist_head(self, token_ids: Sequence[int]) -> "NativeShortlistHead | None":
        """Return a head for the runtime's shortlist and ``token_ids``; None where it has no shortlist.

        A page's rare tokens are mostly the same at the next keystroke, so the head for them is kept.
        """
        likely = self._runtime.likely_head
        if likely is None:
            return None
        unique_ids = np.unique(np.array(token_ids, np.int64))
        rare = unique_ids[~self._is_likely[unique_ids]][:MAX_RARE_TOKENS]
        is_known = np.isin(rare, self._rare_ids, assume_unique=True)
        if self._shortlist_head is None or not is_known.all():
            both = np.union1d(rare, self._rare_ids)
            self._rare_ids = both if len(both) <= MAX_RARE_TOKENS else rare
            heads = [likely, *self._pack(self._rare_ids)]
            self._shortlist_head = NativeShortlistHead(heads, vocabulary_size=self.vocabulary_size)
        return self._shortlist_head

    def _pack(self, token_ids: NDArray[np.int64]) -> list[Head]:
        """Return a head for these tokens; none where there are none, or the weights' file is gone."""
        if not len(token_ids):
            return []
        try:
            return [self._runtime.pack_head(token_ids)]
        except (OSError, ModelFileError):  # guess without them
            return []


class NativeShortlistHead:
    """A ``ShortlistHead`` made of several heads, each for a part of the vocabulary."""

    def __init__(self, heads: Sequence[Head], *, vocabulary_size: int) -> None:
        """Join ``heads``, each of which knows its tokens."""
        self._heads = heads
        parts = [head.token_ids for head in heads if head.token_ids is not None]
        self.shortlist = Shortlist(np.concatenate(parts), vocabulary_size=vocabulary_size)
        """The tokens that it predicts."""

    def predict(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the logits after each state: (n, width) -> (n, rows) float32."""
        return np.concatenate([head.logits(states) for head in self._heads], axis=1)


class NativeSequence:
    """A ``TokenSequence`` over a key-value cache, which a crop leaves as it is: later reads overwrite it."""

    def __init__(self, runtime: Runtime, max_tokens: int) -> None:
        """Start empty."""
        self._runtime = runtime
        self._cache = runtime.new_cache(max_tokens)
        self.length = 0
        """How many tokens the cached state covers."""
        self._written_tokens = 0

    @property
    def size_bytes(self) -> int:
        """How much memory the cached state takes; a crop frees none."""
        return self._cache.size_bytes(self._written_tokens)

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> NDArray[np.float32]:
        """Append tokens; return the hidden states of the last ones: (keep_last, width) float32."""
        hidden = self._runtime.hidden(np.array(token_ids, np.int64), self._cache, self.length)
        self.length += len(token_ids)
        self._written_tokens = max(self._written_tokens, self.length)
        return hidden[-keep_last:]

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        self.length = min(self.length, length)

    def branch(self, count: int, *, max_tokens: int) -> "NativeBranches":
        """Return ``count`` branches that share this sequence's cache."""
        branches = self._runtime.open_branches(
            self._cache, self.length, count=count, capacity_tokens=max_tokens
        )
        return NativeBranches(self._runtime, branches)


class NativeBranches:
    """``TokenBranches`` over one shared key-value cache."""

    def __init__(self, runtime: Runtime, branches: Branches) -> None:
        """Wrap the runtime's ``branches``."""
        self._runtime = runtime
        self._branches = branches

    def read(self, token_ids: Sequence[int]) -> NDArray[np.float32]:
        """Append one token to each branch; return the hidden states: (branches, width) float32."""
        return self._runtime.hidden_of_branches(np.array(token_ids, np.int64), self._branches)

    def keep(self, branches: Sequence[int]) -> None:
        """Drop all branches but these, and put them in this order."""
        self._branches.keep(np.array(branches, np.int64))
