"""The KV cache: keys and values of the tokens read so far. It does not know which tokens they were.

Every layer keeps all positions, also a layer with a window. So a cache is cropped by reading on
from an earlier position, without copying, and stays correct when the text after it is edited.
"""

import math
import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.reference.model_configuration import ModelConfiguration

FLOAT16 = np.dtype(np.float16)
"""The type of keys: eleven binary digits, and magnitudes up to 65,504."""
BFLOAT16 = np.dtype(np.uint16)
"""The type of values in bf16: the upper halves of float32 numbers, since numpy has no bf16."""


class KeyValueCache:
    """The keys and values of one sequence, for a fixed number of tokens.

    The system assigns memory page by page as positions are written, so a large ``capacity_tokens``
    costs nothing. Keys need more digits than values: an exponential amplifies the error that
    rounding them makes in attention scores, while values are averaged.
    """

    __slots__ = ("capacity_tokens", "keys", "values")

    def __init__(
        self,
        configuration: ModelConfiguration,
        capacity_tokens: int,
        *,
        key_dtype: np.dtype[Any] = FLOAT16,
        value_dtype: np.dtype[Any] = BFLOAT16,
    ) -> None:
        """Reserve address space for ``capacity_tokens`` positions in each layer."""
        layers = len(configuration.layers)
        shape = (layers, configuration.key_value_heads, capacity_tokens, configuration.head_width)
        self.capacity_tokens = capacity_tokens
        self.keys: NDArray[Any] = _own_memory(shape, key_dtype)
        """(layers, key_value_heads, capacity, head_width), after rotation: float16 or float32."""
        self.values: NDArray[Any] = _own_memory(shape, value_dtype)
        """(layers, key_value_heads, capacity, head_width): ``BFLOAT16``, or float32."""

    def size_bytes(self, tokens: int) -> int:
        """Return the memory that ``tokens`` positions take."""
        return (self.keys.nbytes + self.values.nbytes) // self.capacity_tokens * tokens


class Branches:
    """Several continuations of one prefix that are decoded as one batch.

    They share the prefix's cache, which must not be written meanwhile; each has its own suffix.
    """

    __slots__ = ("capacity_tokens", "count", "keys", "length", "prefix", "prefix_tokens", "values")

    def __init__(
        self, prefix: KeyValueCache, prefix_tokens: int, *, count: int, capacity_tokens: int
    ) -> None:
        """Open ``count`` branches after the first ``prefix_tokens`` positions of ``prefix``."""
        self.prefix = prefix
        self.prefix_tokens = prefix_tokens
        self.count = count
        self.capacity_tokens = capacity_tokens
        self.length = 0
        """The number of tokens that each branch holds after the prefix."""
        layers, heads, _, head_width = prefix.keys.shape
        shape = (layers, count, heads, capacity_tokens, head_width)
        self.keys: NDArray[Any] = np.zeros(shape, prefix.keys.dtype)
        """(layers, count, key_value_heads, capacity, head_width), as are the values."""
        self.values: NDArray[Any] = np.zeros(shape, prefix.values.dtype)

    def keep(self, sources: NDArray[np.int64]) -> None:
        """Replace branch i by a copy of branch ``sources[i]``, as one step of a beam search does.

        Args:
            sources: (new count,) indices of branches; an index may occur several times or never.
        """
        self.count = len(sources)
        self.keys = np.take(self.keys, sources, axis=1)
        self.values = np.take(self.values, sources, axis=1)


def _own_memory(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return an array in a memory map of its own, which the system gets back when it is dropped.

    All layers are one map. Memory from the heap might stay in use afterwards; and numpy asks for huge
    pages in large arrays of its own, so that one token would take 2 MB for each head of each layer.
    """
    size_bytes = math.prod(shape) * dtype.itemsize
    # On Unix Python's anonymous maps are shared with child processes, unless they are private.
    private = getattr(mmap, "MAP_PRIVATE", 0) | getattr(mmap, "MAP_ANONYMOUS", 0)
    memory = mmap.mmap(-1, size_bytes, **({"flags": private} if private else {}))
    return np.frombuffer(memory, dtype).reshape(shape)
