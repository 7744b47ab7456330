# pyright: basic
"""A ``TokenModel`` over Afterword's own runtime."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from afterword.engine.tokens.token_model import MAX_SEQUENCE_TOKENS
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
        self.max_tokens = min(runtime.configuration.max_positions, MAX_SEQUENCE_TOKENS)
        self._is_likely = torch.zeros(self.vocabulary_size, dtype=torch.bool)
        if runtime.likely_head is not None and runtime.likely_head.token_ids is not None:
            self._is_likely[torch.from_numpy(runtime.likely_head.token_ids)] = True
        self._rare_ids = torch.empty(0, dtype=torch.long)
        self._rare_head: Head | None = None

    def new_sequence(self) -> "NativeSequence":
        """Return an empty sequence; it takes memory as it grows."""
        return NativeSequence(self._runtime, self.max_tokens)

    def predict(self, states: Tensor) -> Tensor:
        """Return the logits after each state: (n, width) -> (n, vocabulary) float32."""
        return torch.from_numpy(self._runtime.head.logits(states.numpy()))

    def shortlist_head(self, token_ids: Sequence[int]) -> "NativeShortlistHead | None":
        """Return a head for the runtime's shortlist and ``token_ids``; None where it has no shortlist.

        A page's rare tokens are mostly the same at the next keystroke, so the head for them is kept.
        """
        likely = self._runtime.likely_head
        if likely is None:
            return None
        unique_ids = torch.tensor(token_ids, dtype=torch.long).unique()
        rare = unique_ids[~self._is_likely[unique_ids]][:MAX_RARE_TOKENS]
        if not torch.isin(rare, self._rare_ids).all():
            both = torch.cat([rare, self._rare_ids]).unique()
            self._rare_ids = both if len(both) <= MAX_RARE_TOKENS else rare
            try:
                self._rare_head = self._runtime.pack_head(self._rare_ids.numpy())
            except (
                OSError,
                ModelFileError,
            ):  # the weights' file is gone: guess without rare tokens
                self._rare_head = None
        return NativeShortlistHead([likely, self._rare_head] if self._rare_head else [likely])


class NativeShortlistHead:
    """A ``ShortlistHead`` made of several heads, each for a part of the vocabulary."""

    def __init__(self, heads: Sequence[Head]) -> None:
        """Join ``heads``, each of which knows its tokens."""
        self._heads = heads
        self.token_ids = torch.cat(
            [torch.from_numpy(head.token_ids) for head in heads if head.token_ids is not None]
        )
        """(rows,) int64: the tokens of the shortlist."""

    def predict(self, states: Tensor) -> Tensor:
        """Return the logits after each state: (n, width) -> (n, rows) float32."""
        logits = [torch.from_numpy(head.logits(states.numpy())) for head in self._heads]
        return torch.cat(logits, dim=1)


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

    def read(self, token_ids: Sequence[int], *, keep_last: int = 1) -> Tensor:
        """Append tokens; return the hidden states of the last ones: (keep_last, width) float32."""
        hidden = self._runtime.hidden(np.array(token_ids), self._cache, self.length)
        self.length += len(token_ids)
        self._written_tokens = max(self._written_tokens, self.length)
        return torch.from_numpy(hidden[-keep_last:])

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

    def read(self, token_ids: Sequence[int]) -> Tensor:
        """Append one token to each branch; return the hidden states: (branches, width) float32."""
        hidden = self._runtime.hidden_of_branches(np.array(token_ids), self._branches)
        return torch.from_numpy(hidden)

    def keep(self, branches: Sequence[int]) -> None:
        """Drop all branches but these, and put them in this order."""
        self._branches.keep(np.array(branches))
