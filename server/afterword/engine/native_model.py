# pyright: basic
"""A ``TokenModel`` over Afterword's own runtime."""

from collections.abc import Sequence

import torch
from torch import Tensor

from afterword.engine.token_model import LONGEST_SEQUENCE_TOKENS
from afterword.transformer.cache import Branches
from afterword.transformer.runtime import Runtime


class NativeModel:
    """A model of one of the families that the runtime knows."""

    def __init__(self, runtime: Runtime) -> None:
        """Wrap a loaded runtime."""
        self._runtime = runtime
        self._max_tokens = min(runtime.configuration.max_positions, LONGEST_SEQUENCE_TOKENS)

    @property
    def max_tokens(self) -> int:
        """Longest sequence, prompt and generated tokens together."""
        return self._max_tokens

    @property
    def vocabulary_size(self) -> int:
        """Length of the logits."""
        return self._runtime.configuration.vocabulary_size

    def new_sequence(self) -> "NativeSequence":
        """Return an empty sequence; its memory is claimed as it grows."""
        return NativeSequence(self._runtime, self._max_tokens)


class NativeSequence:
    """A ``TokenSequence`` over a key-value cache that is cropped by reading on from earlier."""

    def __init__(self, runtime: Runtime, max_tokens: int) -> None:
        """Start empty."""
        self._runtime = runtime
        self._cache = runtime.new_cache(max_tokens)
        self._length = 0

    @property
    def length(self) -> int:
        """How many tokens the cached state covers."""
        return self._length

    def extend(self, token_ids: Sequence[int], *, predict_last: int = 1) -> Tensor:
        """Append tokens; return the logits after the last ``predict_last`` of them.

        Returns:
            (predict_last, vocabulary) float32.
        """
        hidden = self._runtime.hidden(torch.tensor(token_ids), self._cache, self._length)
        self._length += len(token_ids)
        with torch.inference_mode():
            return self._runtime.head.logits(hidden[-predict_last:])

    def crop(self, length: int) -> None:
        """Forget all tokens after the first ``length``."""
        self._length = min(self._length, length)

    def branch(self, count: int, *, max_tokens: int) -> "NativeBranches":
        """Return ``count`` branches that share this sequence's cache."""
        branches = self._runtime.open_branches(
            self._cache, self._length, count=count, capacity_tokens=max_tokens
        )
        return NativeBranches(self._runtime, branches)


class NativeBranches:
    """``TokenBranches`` behind one key-value cache."""

    def __init__(self, runtime: Runtime, branches: Branches) -> None:
        """Take over ``branches``."""
        self._runtime = runtime
        self._branches = branches

    def extend(self, token_ids: Sequence[int]) -> Tensor:
        """Append one token to each branch; return the logits after them: (branches, vocabulary)."""
        return self._runtime.forward_branches(torch.tensor(token_ids), self._branches)

    def keep(self, branches: Sequence[int]) -> None:
        """Go on with these branches only, in this order."""
        self._branches.keep(torch.tensor(branches))
