# pyright: basic
"""A model in memory, ready to read tokens: what an engine calls.

Knows nothing of text, sampling, or which prompt a cache belongs to. All calls come from one
thread: the one that called ``load_runtime``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from afterword.transformer.attention import visible
from afterword.transformer.cache import Branches, KeyValueCache
from afterword.transformer.configuration import ModelConfiguration, Rotary
from afterword.transformer.embedding import embed
from afterword.transformer.head import VocabularyHead
from afterword.transformer.linear import Precision
from afterword.transformer.positions import rotary_angles

PREFILL_CHUNK_TOKENS = 128
"""Longer inputs are read in chunks of this many: attention then skips most of what a chunk can't
see, and the linear layers are as fast as they get (measured at 64-512)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeParts:
    """What a runtime is put together from."""

    configuration: ModelConfiguration
    precision: Precision
    model: Any
    """A compiled ``InferenceModel``."""
    head: VocabularyHead
    likely_head: VocabularyHead | None
    """For the tokens that are likeliest in any text, if they are known."""
    pack_head: Callable[[Tensor], VocabularyHead]
    """Makes a head for some tokens only."""
    token_table: Tensor
    """(vocabulary, width), any float type; may be a memory map."""
    position_table: Tensor | None
    """(max_positions, width) where positions are learned."""
    value_dtype: torch.dtype
    """What the cache keeps values in."""
    device: torch.device


class Runtime:
    """Reads tokens behind a cache and says what may follow."""

    def __init__(self, parts: RuntimeParts) -> None:
        self.configuration = parts.configuration
        self.precision = parts.precision
        self.head = parts.head
        """For the whole vocabulary."""
        self.likely_head = parts.likely_head
        """For its likeliest quarter, in a quarter of the time; see ``head``. None in vocabularies
        that are small, or where no sample of text was at hand."""
        self._parts = parts
        self._rotaries = distinct_rotaries(parts.configuration)
        self._turns = [torch.empty(0)] * max(1, len(self._rotaries))
        """One (positions, 1, head_width / 2) complex table a kind, grown as needed."""

    def new_cache(self, capacity_tokens: int) -> KeyValueCache:
        """Return an empty cache for up to ``capacity_tokens`` tokens."""
        return KeyValueCache(
            self.configuration,
            capacity_tokens,
            value_dtype=self._parts.value_dtype,
            device=self._parts.device,
        )

    def pack_head(self, token_ids: Tensor) -> VocabularyHead:
        """Return a head that predicts only the given tokens, from ``hidden`` states.

        It is a copy of those rows: 6 ns and one byte for each of their weights in int8.

        Args:
            token_ids: (n,) in any order; what comes up twice counts once.
        """
        return self._parts.pack_head(torch.unique(token_ids))

    def open_branches(
        self, prefix: KeyValueCache, prefix_tokens: int, *, count: int, capacity_tokens: int
    ) -> Branches:
        """Return ``count`` empty branches behind the first ``prefix_tokens`` of a cache."""
        return Branches(prefix, prefix_tokens, count=count, capacity_tokens=capacity_tokens)

    def forward(
        self,
        token_ids: Tensor,
        cache: KeyValueCache,
        start: int,
        *,
        logits: Literal["last", "all"] = "last",
    ) -> Tensor:
        """Read tokens at positions ``start`` and after, and predict what follows.

        What the cache held from ``start`` on is overwritten: to crop it, read on from earlier.

        Args:
            token_ids: (n,) int64, n ≥ 1.
            cache: holds positions 0 to ``start`` - 1 of the same sequence.
            start: position of the first token.
            logits: for the last token only, or for each.

        Returns:
            (1 or n, vocabulary) float32.

        Raises:
            ValueError: the tokens don't fit behind ``start`` in the cache.
        """
        hidden = self.hidden(token_ids, cache, start)
        return self.head.logits(hidden[-1:] if logits == "last" else hidden)

    @torch.inference_mode()
    def hidden(self, token_ids: Tensor, cache: KeyValueCache, start: int) -> Tensor:
        """Read tokens as ``forward`` does, and return what the head would turn into logits.

        Returns:
            (n, width) float32, normalised.

        Raises:
            ValueError: the tokens don't fit behind ``start`` in the cache.
        """
        end = start + len(token_ids)
        limit = self.configuration.max_positions if self._parts.position_table is not None else end
        if not 0 <= start < end <= min(cache.capacity_tokens, limit):
            raise ValueError(f"positions {start} to {end} don't fit in {cache.capacity_tokens}")
        chunks = [
            self._read_chunk(chunk, cache, start + index * PREFILL_CHUNK_TOKENS)
            for index, chunk in enumerate(token_ids.split(PREFILL_CHUNK_TOKENS))
        ]
        return chunks[0] if len(chunks) == 1 else torch.cat(chunks)

    @torch.inference_mode()
    def hidden_of_branches(self, token_ids: Tensor, branches: Branches) -> Tensor:
        """Read one more token in each branch, and return what the head would turn into logits.

        Args:
            token_ids: (branches,) int64.
            branches: each gets its token; ``length`` counts up.

        Returns:
            (branches, width) float32, normalised.

        Raises:
            ValueError: the branches are full, or there is not one token for each.
        """
        if len(token_ids) != branches.count or branches.length >= branches.keys[0].shape[2]:
            raise ValueError(f"{len(token_ids)} tokens don't fit {branches.count} branches")
        position = branches.prefix_tokens + branches.length
        hidden = self._embed(token_ids, position, is_sequence=False)
        hidden = self._parts.model.forward_branches(
            hidden,
            turns=self._turns_at(position, position + 1),
            keys=branches.prefix.keys,
            values=branches.prefix.values,
            prefix_tokens=branches.prefix_tokens,
            branch_keys=branches.keys,
            branch_values=branches.values,
            length=branches.length,
        )
        branches.length += 1
        return hidden

    def _read_chunk(self, token_ids: Tensor, cache: KeyValueCache, start: int) -> Tensor:
        end = start + len(token_ids)
        return self._parts.model(
            self._embed(token_ids, start, is_sequence=True),
            turns=self._turns_at(start, end),
            masks=self._masks(start, end),
            keys=cache.keys,
            values=cache.values,
            start=start,
        )

    def _embed(self, token_ids: Tensor, position: int, *, is_sequence: bool) -> Tensor:
        hidden = embed(token_ids, self._parts.token_table, self.configuration.embedding_scale)
        hidden = hidden.to(self._parts.device)
        if self._parts.position_table is not None:
            count = len(token_ids) if is_sequence else 1
            hidden = hidden + self._parts.position_table[position : position + count]
        return hidden

    def _turns_at(self, start: int, end: int) -> list[Tensor]:
        """Return the rotations of positions ``start`` to ``end``, for each kind of rotary layer."""
        if self._rotaries and len(self._turns[0]) < end:
            positions = max(1024, 2 * end)
            self._turns = [
                turn_table(rotary, self.configuration.head_width, positions).to(self._parts.device)
                for rotary in self._rotaries
            ]
        return [table[start:end] for table in self._turns]

    def _masks(self, start: int, end: int) -> list[Tensor]:
        """Return each layer's (n, keys in reach) mask; layers with one window share it."""
        device = self._parts.device
        count = end - start
        by_window: dict[int, Tensor] = {}
        windows = [layer.window or 0 for layer in self.configuration.layers]
        if count == 1:
            return [torch.empty(0, device=device)] * len(windows)
        for window in set(windows):
            low = max(0, start + 1 - window) if window else 0
            seen = visible(count, end - low, window, device)
            by_window[window] = torch.zeros(seen.shape, device=device).masked_fill_(
                ~seen, float("-inf")
            )
        return [by_window[window] for window in windows]


def distinct_rotaries(configuration: ModelConfiguration) -> Sequence[Rotary]:
    """Return the different rotations of a model's layers, in order of first use."""
    found = (layer.rotary for layer in configuration.layers)
    return list(dict.fromkeys(rotary for rotary in found if rotary is not None))


def turn_table(rotary: Rotary, head_width: int, positions: int) -> Tensor:
    """Return cos + i sin of every angle: (positions, 1, head_width / 2) complex64."""
    angles = rotary_angles(rotary, head_width, positions=positions)
    return torch.polar(torch.ones_like(angles), angles).unsqueeze(1)
