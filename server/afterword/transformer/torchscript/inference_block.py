# pyright: basic
"""A decoder layer for inference with a KV cache, in as few torch operations as possible.

It computes what the reference model computes, in TorchScript. On a CPU one token's arithmetic is
cheap, and each operation costs 1-5 µs to start, so a layer is cut to about 25 of them. Query, key
and value are one linear layer, gate and up another; the attention scale is part of the query's
weights; heads are laid out so that rotation is one complex multiplication.
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.reference_model import activate
from afterword.transformer.torchscript.rotary_tables import rotate_pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockParts:
    """The modules of one decoder layer. Norms that a family doesn't have are None."""

    query_key_value: nn.Module
    attention_output: nn.Module
    gate_up: nn.Module
    down: nn.Module
    attention_norm: nn.Module
    attention_output_norm: nn.Module | None
    feed_forward_norm: nn.Module
    feed_forward_output_norm: nn.Module | None
    query_key_norm: nn.Module | None


class InferenceBlock(nn.Module):
    """One decoder layer. In shapes, n new tokens have g query heads for each of k key and value heads."""

    heads: Final[int]
    shared_heads: Final[int]
    head_width: Final[int]
    inner_width: Final[int]
    window: Final[int]
    activation: Final[str]
    is_gated: Final[bool]
    is_rotary: Final[bool]
    rotary_index: Final[int]

    def __init__(
        self, configuration: ModelConfiguration, index: int, parts: BlockParts, rotary_index: int
    ) -> None:
        super().__init__()
        layer = configuration.layers[index]
        self.heads = configuration.heads
        self.shared_heads = configuration.key_value_heads
        self.head_width = configuration.head_width
        self.inner_width = configuration.feed_forward_width
        self.window = layer.window or 0
        self.activation = str(configuration.activation)
        self.is_gated = configuration.is_gated
        self.is_rotary = layer.rotary is not None
        self.rotary_index = rotary_index
        self.query_key_value = parts.query_key_value
        self.attention_output = parts.attention_output
        self.gate_up = parts.gate_up
        self.down = parts.down
        self.attention_norm = parts.attention_norm
        self.attention_output_norm = parts.attention_output_norm
        self.feed_forward_norm = parts.feed_forward_norm
        self.feed_forward_output_norm = parts.feed_forward_output_norm
        self.query_key_norm = parts.query_key_norm

    def forward(
        self,
        hidden: Tensor,
        *,
        rotations: Tensor,
        mask: Tensor,
        keys: Tensor,
        values: Tensor,
        start: int,
    ) -> Tensor:
        """Read n tokens at positions ``start`` and after; write their keys and values.

        Args:
            hidden: (n, width).
            rotations: (n, 1, head_width / 2) complex; empty without rotary positions.
            mask: (n, visible keys) float, 0 or -inf; not read for one token.
            keys: (k, capacity, head_width), written at ``start``.
            values: as ``keys``.
            start: the position of the first new token.

        Returns:
            (n, width).
        """
        n = hidden.shape[0]
        end = start + n
        query_key, value = self.project(hidden, rotations)
        # One ``narrow`` costs half as much as indexing; there are hundreds for each token.
        keys.narrow(1, start, n).copy_(
            query_key.narrow(1, self.heads, self.shared_heads).transpose(0, 1)
        )
        values.narrow(1, start, n).copy_(value.transpose(0, 1))
        low = max(0, start + 1 - self.window) if self.window > 0 else 0
        query = query_key.narrow(1, 0, self.heads)
        keys_in_reach = keys.narrow(1, low, end - low)
        values_in_reach = values.narrow(1, low, end - low)
        if n == 1:
            mixed = self.attend_one(query, keys_in_reach, values_in_reach)
        else:
            mixed = self.attend_many(query, mask, keys_in_reach, values_in_reach)
        return self.finish(hidden, mixed)

    @torch.jit.export
    def forward_branches(
        self,
        hidden: Tensor,
        *,
        rotations: Tensor,
        keys: Tensor,
        values: Tensor,
        prefix_tokens: int,
        branch_keys: Tensor,
        branch_values: Tensor,
        length: int,
    ) -> Tensor:
        """Read one token for each of b branches after a shared prefix.

        Args:
            hidden: (b, width).
            rotations: (1, 1, head_width / 2) complex: all branches have the same length.
            keys: (k, capacity, head_width) of the prefix.
            values: as ``keys``.
            prefix_tokens: the number of tokens of the prefix's cache that count.
            branch_keys: (b, k, branch capacity, head_width), written at ``length``.
            branch_values: as ``branch_keys``.
            length: the number of tokens in each branch so far.

        Returns:
            (b, width).
        """
        query_key, value = self.project(hidden, rotations)
        branch_keys[:, :, length] = query_key[:, self.heads :]
        branch_values[:, :, length] = value
        position = prefix_tokens + length
        low = max(0, position + 1 - self.window) if self.window > 0 else 0
        branch_low = max(0, low - prefix_tokens)
        low = min(low, prefix_tokens)
        b, k = hidden.shape[0], self.shared_heads
        g = self.heads // k
        query = query_key[:, : self.heads].reshape(b, k, g, self.head_width)
        by_head = query.transpose(0, 1).reshape(k, b * g, self.head_width)
        prefix_scores = torch.bmm(by_head, keys[:, low:prefix_tokens].transpose(1, 2))
        prefix_scores = prefix_scores.view(k, b, g, prefix_tokens - low).transpose(0, 1)
        own_keys = branch_keys[:, :, branch_low : length + 1]
        scores = torch.cat([prefix_scores, torch.matmul(query, own_keys.transpose(2, 3))], dim=-1)
        probabilities = torch.softmax(scores, dim=-1).to(values.dtype)  # (b, k, g, keys)
        seen = prefix_tokens - low
        prefix_probabilities = probabilities[..., :seen].transpose(0, 1).reshape(k, b * g, seen)
        mixed = torch.bmm(prefix_probabilities, values[:, low:prefix_tokens]).float()
        mixed = mixed.view(k, b, g, self.head_width).transpose(0, 1)
        own = torch.matmul(probabilities[..., seen:], branch_values[:, :, branch_low : length + 1])
        return self.finish(hidden, (mixed + own.float()).reshape(b, self.heads * self.head_width))

    def project(self, hidden: Tensor, rotations: Tensor) -> tuple[Tensor, Tensor]:
        """Return rotated queries and keys, (n, heads + k, head_width), and values, (n, k, head_width)."""
        n = hidden.shape[0]
        count = self.heads + self.shared_heads
        projected = self.query_key_value(self.attention_norm(hidden))
        query_key = projected.narrow(1, 0, count * self.head_width)
        query_key = query_key.view(n, count, self.head_width)
        if self.query_key_norm is not None:
            query_key = self.query_key_norm(query_key)
        if self.is_rotary:
            query_key = rotate_pairs(query_key, rotations)
        value = projected.narrow(1, count * self.head_width, self.shared_heads * self.head_width)
        return query_key, value.view(n, self.shared_heads, self.head_width)

    def attend_one(self, query: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Attend with one token: (1, heads, d), (k, t, d), (k, t, d) -> (1, heads * d).

        The keys are the left factor of the first product: a tall times a narrow matrix runs at the
        speed of memory, a narrow times a wide one at a third of it (24 µs against 90 µs for 512
        keys that are not in the processor's cache).
        """
        by_head = query.view(self.shared_heads, -1, self.head_width)
        scores = torch.bmm(keys, by_head.transpose(1, 2)).transpose(1, 2)  # (k, g, t)
        probabilities = torch.softmax(scores, dim=-1).to(values.dtype)
        return torch.bmm(probabilities, values).float().view(1, self.heads * self.head_width)

    def attend_many(self, query: Tensor, mask: Tensor, keys: Tensor, values: Tensor) -> Tensor:
        """Attend with n tokens: (n, heads, d), (n, t), (k, t, d), (k, t, d) -> (n, heads * d)."""
        n, t, k = query.shape[0], keys.shape[1], self.shared_heads
        g = self.heads // k
        by_head = query.reshape(n, k, g, self.head_width).permute(1, 2, 0, 3)
        by_head = by_head.reshape(k, g * n, self.head_width)
        scores = torch.bmm(by_head, keys.transpose(1, 2)).view(k, g, n, t)
        probabilities = torch.softmax(scores.add_(mask), dim=-1).to(values.dtype)
        mixed = torch.bmm(probabilities.view(k, g * n, t), values).view(k, g, n, self.head_width)
        return mixed.permute(2, 0, 1, 3).reshape(n, self.heads * self.head_width).float()

    def finish(self, hidden: Tensor, mixed: Tensor) -> Tensor:
        """Project attention's output and add it; then add the feed-forward layer's output."""
        added = self.attention_output(mixed)
        if self.attention_output_norm is not None:
            added = self.attention_output_norm(added)
        hidden = hidden + added
        inner = self.gate_up(self.feed_forward_norm(hidden))
        if self.is_gated:
            gate = activate(inner.narrow(1, 0, self.inner_width), self.activation)
            inner = gate * inner.narrow(1, self.inner_width, self.inner_width)
        else:
            inner = activate(inner, self.activation)
        added = self.down(inner)
        if self.feed_forward_output_norm is not None:
            added = self.feed_forward_output_norm(added)
        return hidden + added
