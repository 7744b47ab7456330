"""The interfaces of the parts of a ``Runtime``: layers that read tokens, and output heads.

Each has two implementations: TorchScript runs on any processor in any precision; code compiled for
this processor runs int8 several times as fast. Both take and return arrays, so that models in
compiled code are served without torch.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.kv_cache import Branches, KeyValueCache

TokenIds = NDArray[np.int64]
"""Tokens of the vocabulary, (n,)."""
States = NDArray[np.float32]
"""Hidden states, (n, width)."""

TokenRows = Callable[[TokenIds], States]
"""A function that looks tokens up in the embedding: (n,) -> (n, width), unscaled."""


class Layers(Protocol):
    """All decoder layers and the final norm: what lies between the embedding and the output head."""

    def read(self, hidden: States, cache: KeyValueCache, start: int) -> States:
        """Read embedded tokens at positions ``start`` and after; write their keys and values.

        Args:
            hidden: (n, width).
            cache: holds positions 0 to ``start`` - 1 of the same sequence, and has room for n more.
            start: the position of the first token.

        Returns:
            (n, width), normalised.
        """
        ...

    def read_branches(self, hidden: States, branches: Branches) -> States:
        """Read one embedded token for each branch: (branches, width) -> the same, normalised."""
        ...


class Head(Protocol):
    """The output head, or some of its rows: from hidden states to logits."""

    @property
    def token_ids(self) -> TokenIds | None:
        """The token that each row predicts, (rows,) ascending; None for the whole vocabulary."""
        ...

    def logits(self, hidden: States) -> NDArray[np.float32]:
        """(n, width) normalised -> (n, rows)."""
        ...
