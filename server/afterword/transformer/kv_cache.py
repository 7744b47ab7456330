# pyright: basic
"""The KV cache: keys and values of the tokens read so far. It does not know which tokens they were.

Every layer keeps all positions, also a layer with a window. So a cache is cropped by reading on
from an earlier position, without copying, and stays correct when the text after it is edited.
"""

import torch
from torch import Tensor

from afterword.transformer.reference.model_configuration import ModelConfiguration


class KeyValueCache:
    """The keys and values of one sequence, for a fixed number of tokens.

    The system assigns memory page by page as positions are written, so a large ``capacity_tokens``
    costs nothing. Keys are float32: an exponential amplifies the error that rounding them would
    make in attention scores. Values are averaged, so bfloat16 is enough where the processor
    multiplies it.
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
        # Not zeroed: that would use all of the memory at once. What was not written is never read.
        # All layers are one allocation, so large that it is a memory map of its own, which the
        # system gets back when the cache is dropped. Smaller ones would come from the heap, whose
        # pages stay in use.
        self.keys: list[Tensor] = list(torch.empty(shape))
        """One tensor a layer: (key_value_heads, capacity, head_width) float32, after rotation."""
        self.values: list[Tensor] = list(torch.empty(shape, dtype=value_dtype))
        """One tensor a layer: (key_value_heads, capacity, head_width)."""

    def size_bytes(self, tokens: int) -> int:
        """Return the memory that ``tokens`` positions take."""
        per_token = sum(
            layer.shape[0] * layer.shape[2] * layer.element_size()
            for layer in (*self.keys, *self.values)
        )
        return per_token * tokens


class Branches:
    """Several continuations of one prefix that are decoded as one batch.

    They share the prefix's cache, which must not be written meanwhile; each has its own suffix.
    """

    __slots__ = ("count", "keys", "length", "prefix", "prefix_tokens", "values")

    def __init__(
        self, prefix: KeyValueCache, prefix_tokens: int, *, count: int, capacity_tokens: int
    ) -> None:
        """Open ``count`` branches after the first ``prefix_tokens`` positions of ``prefix``."""
        self.prefix = prefix
        self.prefix_tokens = prefix_tokens
        self.count = count
        self.length = 0
        """The number of tokens that each branch holds after the prefix."""

        def like(layers: list[Tensor]) -> list[Tensor]:
            heads, _, head_width = layers[0].shape
            shape = (len(layers), count, heads, capacity_tokens, head_width)
            return list(layers[0].new_zeros(shape))  # one allocation, as in ``KeyValueCache``

        self.keys: list[Tensor] = like(prefix.keys)
        """One tensor a layer: (count, key_value_heads, capacity, head_width), as are the values."""
        self.values: list[Tensor] = like(prefix.values)

    def keep(self, sources: Tensor) -> None:
        """Replace branch i by a copy of branch ``sources[i]``, as one step of a beam search does.

        Args:
            sources: (new count,) indices of branches; an index may occur several times or never.
        """
        self.count = len(sources)
        self.keys = list(torch.stack([layer[sources] for layer in self.keys]))
        self.values = list(torch.stack([layer[sources] for layer in self.values]))
