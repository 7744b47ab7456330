# pyright: basic
"""The interfaces of the parts of a ``Runtime``: layers that read tokens, and output heads.

Each has two implementations: TorchScript runs on any processor in any precision; code compiled for
this processor runs int8 several times as fast.
"""

from collections.abc import Callable
from typing import Protocol

from torch import Tensor

from afterword.transformer.kv_cache import Branches, KeyValueCache

TokenRows = Callable[[Tensor], Tensor]
"""A function that looks tokens up in the embedding: (n,) int64 -> (n, width) of any float type, unscaled."""


class Layers(Protocol):
    """All decoder layers and the final norm: what lies between the embedding and the output head."""

    def read(self, hidden: Tensor, cache: KeyValueCache, start: int) -> Tensor:
        """Read embedded tokens at positions ``start`` and after; write their keys and values.

        Args:
            hidden: (n, width) float32.
            cache: holds positions 0 to ``start`` - 1 of the same sequence, and has room for n more.
            start: the position of the first token.

        Returns:
            (n, width) float32, normalised.
        """
        ...

    def read_branches(self, hidden: Tensor, branches: Branches) -> Tensor:
        """Read one embedded token for each branch: (branches, width) -> the same, normalised."""
        ...


class Head(Protocol):
    """The output head, or some of its rows: from hidden states to logits."""

    @property
    def token_ids(self) -> Tensor | None:
        """The token that each row predicts, (rows,) int64 ascending; None for the whole vocabulary."""
        ...

    def logits(self, hidden: Tensor) -> Tensor:
        """(n, width) float32 normalised -> (n, rows) float32."""
        ...
