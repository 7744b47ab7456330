"""A model in memory that reads tokens and predicts the next: what an engine calls.

Knows nothing of text, sampling, or which prompt a cache belongs to. All calls come from one
thread: the one that called ``load_runtime``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.kv_cache import Branches, KeyValueCache
from afterword.transformer.precision import Precision
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.serving_interfaces import Head, Layers, States, TokenIds, TokenRows

PREFILL_CHUNK_TOKENS = 128
"""The number of tokens of one chunk of a long input (prefill): attention then skips most keys that a
chunk can't see, and linear layers are at their fastest (measured at 64 to 512)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeParts:
    """The parts of a runtime."""

    configuration: ModelConfiguration
    precision: Precision
    layers: Layers
    head: Head
    likely_head: Head | None
    """The head for the tokens that are likeliest in any text, if they are known."""
    pack_head: Callable[[TokenIds], Head]
    """Makes a head that predicts some tokens only."""
    token_rows: TokenRows
    position_table: NDArray[np.float32] | None
    """The position embedding, (max_positions, width), where positions are learned."""
    key_dtype: np.dtype[Any]
    """The element type of the cache's keys."""
    value_dtype: np.dtype[Any]
    """The element type of the cache's values, see ``kv_cache``."""


class Runtime:
    """Reads tokens after those in a KV cache, and predicts the next token."""

    def __init__(self, parts: RuntimeParts) -> None:
        self.configuration = parts.configuration
        self.precision = parts.precision
        self.head = parts.head
        """The head for the whole vocabulary."""
        self.likely_head = parts.likely_head
        """The head for the likeliest quarter of the vocabulary, which takes a quarter of the time or
        less; see ``vocabulary_head`` and ``previewed_head``. Its logits serve for guesses. None if the vocabulary is small, or no sample of text was given."""
        self._parts = parts

    def new_cache(self, capacity_tokens: int) -> KeyValueCache:
        """Return an empty cache for up to ``capacity_tokens`` tokens."""
        return KeyValueCache(
            self.configuration,
            capacity_tokens,
            key_dtype=self._parts.key_dtype,
            value_dtype=self._parts.value_dtype,
        )

    def pack_head(self, token_ids: TokenIds) -> Head:
        """Return a head that predicts only the given tokens, from ``hidden`` states.

        It copies those rows, which takes 6 ns and one byte for each weight in int8.

        Args:
            token_ids: (n,) in any order; duplicates count once.
        """
        return self._parts.pack_head(np.unique(token_ids))

    def open_branches(
        self, prefix: KeyValueCache, prefix_tokens: int, *, count: int, capacity_tokens: int
    ) -> Branches:
        """Return ``count`` empty branches after the first ``prefix_tokens`` tokens of a cache."""
        return Branches(prefix, prefix_tokens, count=count, capacity_tokens=capacity_tokens)

    def hidden(self, token_ids: TokenIds, cache: KeyValueCache, start: int) -> States:
        """Read tokens at positions ``start`` and after; return the hidden states that a head reads.

        What the cache held from ``start`` on is overwritten: to crop it, read from an earlier position.

        Args:
            token_ids: (n,), n ≥ 1.
            cache: holds positions 0 to ``start`` - 1 of the same sequence.
            start: the position of the first token.

        Returns:
            (n, width), normalised.

        Raises:
            ValueError: the tokens don't fit behind ``start`` in the cache.
        """
        end = start + len(token_ids)
        limit = self.configuration.max_positions if self._parts.position_table is not None else end
        if not 0 <= start < end <= min(cache.capacity_tokens, limit):
            raise ValueError(f"positions {start} to {end} don't fit in {cache.capacity_tokens}")
        chunks = list[States]()
        for first in range(0, len(token_ids), PREFILL_CHUNK_TOKENS):
            chunk = token_ids[first : first + PREFILL_CHUNK_TOKENS]
            embedded = self._embed(chunk, start + first, is_sequence=True)
            chunks.append(self._parts.layers.read(embedded, cache, start + first))
        return chunks[0] if len(chunks) == 1 else np.concatenate(chunks)

    def hidden_of_branches(self, token_ids: TokenIds, branches: Branches) -> States:
        """Read one more token in each branch; return the hidden states that a head reads.

        Args:
            token_ids: (branches,).
            branches: each gets its token, and ``length`` grows by one.

        Returns:
            (branches, width), normalised.

        Raises:
            ValueError: the branches are full, or there is not one token for each.
        """
        if len(token_ids) != branches.count or branches.length >= branches.capacity_tokens:
            raise ValueError(f"{len(token_ids)} tokens don't fit {branches.count} branches")
        position = branches.prefix_tokens + branches.length
        hidden = self._embed(token_ids, position, is_sequence=False)
        hidden = self._parts.layers.read_branches(hidden, branches)
        branches.length += 1
        return hidden

    def _embed(self, token_ids: TokenIds, position: int, *, is_sequence: bool) -> States:
        hidden = self._parts.token_rows(token_ids) * np.float32(self.configuration.embedding_scale)
        if self._parts.position_table is not None:
            count = len(token_ids) if is_sequence else 1
            hidden = hidden + self._parts.position_table[position : position + count]
        return hidden
