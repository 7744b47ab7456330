# pyright: basic
"""Keys and values of the tokens read so far. Knows nothing of which tokens they were.

Every layer keeps all positions, also those with a window: so a cache is cropped by reading on from
an earlier position, without copying, and stays right after any edit of the text behind it.
"""

import torch
from torch import Tensor

from afterword.transformer.reference.model_configuration import ModelConfiguration


class KeyValueCache:
    """One sequence's keys and values, for a fixed number of tokens.

    Memory is claimed page by page as positions are written; ``capacity_tokens`` costs nothing.
    Keys are float32: rounding them moves attention scores, which an exponential follows. Values
    are averaged, so half the bytes do, where the processor multiplies bf16.
    """

    __slots__ = ("capacity_tokens", "keys", "values")

    def __init__(
        self,
        configuration: ModelConfiguration,
        capacity_tokens: int,
        *,
        value_dtype: torch.dtype,
    ) -> None:
        """Reserve address space for ``capacity_tokens`` positions in each layer."""
        layers = len(configuration.layers)
        shape = (layers, configuration.key_value_heads, capacity_tokens, configuration.head_width)
        self.capacity_tokens = capacity_tokens
        # Not zeroed: that would claim all of the memory at once. What is not written is not read.
        # All layers in one piece, so large that the system maps it by itself and has it back when
        # the cache goes. Smaller pieces come from the heap, of which ever more pages stay claimed.
        self.keys: list[Tensor] = list(torch.empty(shape))
        """One (key_value_heads, capacity, head_width) float32 a layer, rotated."""
        self.values: list[Tensor] = list(torch.empty(shape, dtype=value_dtype))
        """One (key_value_heads, capacity, head_width) a layer."""

    def size_bytes(self, tokens: int) -> int:
        """Return how much memory ``tokens`` positions take."""
        per_token = sum(
            layer.shape[0] * layer.shape[2] * layer.element_size()
            for layer in (*self.keys, *self.values)
        )
        return per_token * tokens


class Branches:
    """Several continuations of one prefix that are decoded side by side.

    They share the prefix's cache, which must not be written meanwhile; each has its own suffix.
    """

    __slots__ = ("count", "keys", "length", "prefix", "prefix_tokens", "values")

    def __init__(
        self, prefix: KeyValueCache, prefix_tokens: int, *, count: int, capacity_tokens: int
    ) -> None:
        """Open ``count`` branches behind the first ``prefix_tokens`` positions of ``prefix``."""
        self.prefix = prefix
        self.prefix_tokens = prefix_tokens
        self.count = count
        self.length = 0
        """How many tokens each branch holds behind the prefix."""

        def like(layer: Tensor) -> Tensor:
            heads, _, head_width = layer.shape
            return layer.new_zeros((count, heads, capacity_tokens, head_width))

        self.keys: list[Tensor] = [like(layer) for layer in prefix.keys]
        """One (count, key_value_heads, capacity, head_width) a layer."""
        self.values: list[Tensor] = [like(layer) for layer in prefix.values]

    def keep(self, sources: Tensor) -> None:
        """Make branch i go on from what was branch ``sources[i]``: the step of a beam search.

        Args:
            sources: (new count,) indices of branches; one may come up often, or not at all.
        """
        self.count = len(sources)
        self.keys = [layer.index_select(0, sources) for layer in self.keys]
        self.values = [layer.index_select(0, sources) for layer in self.values]
