# pyright: basic
"""A runtime's tensors as arrays, without copies: numpy in, numpy out.

It can go when ``Runtime`` itself takes and returns arrays.
"""

import numpy as np
import torch
from numpy.typing import NDArray

from afterword.transformer.kv_cache import Branches, KeyValueCache
from afterword.transformer.runtime import Runtime
from afterword.transformer.serving_interfaces import Head


class NumpyHead:
    """An output head that takes and returns arrays."""

    def __init__(self, head: Head) -> None:
        """Wrap ``head``."""
        self._head = head
        self.token_ids = None if head.token_ids is None else head.token_ids.numpy()
        """The token that each row predicts, (rows,) int64 ascending; None for the whole vocabulary."""

    def logits(self, hidden: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, width) float32 normalised -> (n, rows) float32."""
        return self._head.logits(torch.from_numpy(hidden)).numpy()


class NumpyBranches:
    """Branches that are kept by an array of indices."""

    def __init__(self, branches: Branches) -> None:
        """Wrap ``branches``."""
        self.branches = branches

    def keep(self, sources: NDArray[np.int64]) -> None:
        """Replace branch i by a copy of branch ``sources[i]``."""
        self.branches.keep(torch.from_numpy(sources))


class NumpyRuntime:
    """A ``Runtime`` whose methods take and return arrays."""

    def __init__(self, runtime: Runtime) -> None:
        """Wrap ``runtime``."""
        self._runtime = runtime
        self.configuration = runtime.configuration
        self.precision = runtime.precision
        self.head = NumpyHead(runtime.head)
        likely_head = runtime.likely_head
        self.likely_head = None if likely_head is None else NumpyHead(likely_head)

    def new_cache(self, capacity_tokens: int) -> KeyValueCache:
        """Return an empty cache for up to ``capacity_tokens`` tokens."""
        return self._runtime.new_cache(capacity_tokens)

    def pack_head(self, token_ids: NDArray[np.int64]) -> NumpyHead:
        """Return a head that predicts only the given tokens."""
        return NumpyHead(self._runtime.pack_head(torch.from_numpy(token_ids)))

    def open_branches(
        self, prefix: KeyValueCache, prefix_tokens: int, *, count: int, capacity_tokens: int
    ) -> NumpyBranches:
        """Return ``count`` empty branches after the first ``prefix_tokens`` tokens of a cache."""
        return NumpyBranches(
            self._runtime.open_branches(
                prefix, prefix_tokens, count=count, capacity_tokens=capacity_tokens
            )
        )

    def hidden(
        self, token_ids: NDArray[np.int64], cache: KeyValueCache, start: int
    ) -> NDArray[np.float32]:
        """Read tokens at positions ``start`` and after; return their states: (n, width) float32."""
        return self._runtime.hidden(torch.from_numpy(token_ids), cache, start).numpy()

    def hidden_of_branches(
        self, token_ids: NDArray[np.int64], branches: NumpyBranches
    ) -> NDArray[np.float32]:
        """Read one more token in each branch; return the states: (branches, width) float32."""
        return self._runtime.hidden_of_branches(
            torch.from_numpy(token_ids), branches.branches
        ).numpy()
