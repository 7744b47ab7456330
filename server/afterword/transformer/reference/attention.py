# pyright: basic
"""Causal self-attention: multi-head, grouped-query and multi-query, with or without a window."""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import (
    LayerConfiguration,
    ModelConfiguration,
)
from afterword.transformer.reference.normalisation import Norm
from afterword.transformer.reference.positions import rotate_halves


def visible(
    query_count: int, key_count: int, window: int, device: torch.device | None = None
) -> Tensor:
    """Say which keys each query may see: those up to its own position, within the window.

    The last query stands at the last key's position (Vaswani et al. 2017, section 3.2.3; the
    window: Beltagy et al. 2020, section 3.1).

    Args:
        query_count: how many queries; they end where the keys end.
        key_count: how many keys.
        window: how many keys a query sees, its own included; 0 for all.
        device: where the answer is wanted; None for torch's default.

    Returns:
        (query_count, key_count) bool.
    """
    key = torch.arange(key_count, device=device).unsqueeze(0)
    query = torch.arange(key_count - query_count, key_count, device=device).unsqueeze(1)
    seen = key <= query
    return seen & (key > query - window) if window else seen


class Attention(nn.Module):
    """Scaled dot-product attention over the tokens so far (Vaswani et al. 2017, section 3.2).

    Query heads share keys and values in groups (Shazeer 2019; Ainslie et al. 2023).
    """

    def __init__(self, configuration: ModelConfiguration, layer: LayerConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        self.window = layer.window or 0
        width, head_width = configuration.width, configuration.head_width
        inner = configuration.heads * head_width
        shared = configuration.key_value_heads * head_width
        has_bias = configuration.has_query_key_value_bias
        self.query = nn.Linear(width, inner, bias=has_bias)
        self.key = nn.Linear(width, shared, bias=has_bias)
        self.value = nn.Linear(width, shared, bias=has_bias)
        self.output = nn.Linear(inner, width, bias=configuration.has_attention_output_bias)
        has_norm = configuration.has_query_key_norm
        self.query_norm = Norm(configuration, head_width) if has_norm else None
        self.key_norm = Norm(configuration, head_width) if has_norm else None

    def forward(self, hidden: Tensor, angles: Tensor | None) -> Tensor:
        """(batch, tokens, width) and (tokens, head_width / 2) angles -> (batch, tokens, width)."""
        query = self._split(self.query(hidden))  # (batch, heads, tokens, head_width)
        key = self._split(self.key(hidden))  # (batch, key_value_heads, tokens, head_width)
        value = self._split(self.value(hidden))
        if self.query_norm is not None and self.key_norm is not None:
            query, key = self.query_norm(query), self.key_norm(key)
        if angles is not None:
            query, key = rotate_halves(query, angles), rotate_halves(key, angles)
        tokens = hidden.shape[1]
        mixed = F.scaled_dot_product_attention(
            query,
            key,
            value,
            attn_mask=visible(tokens, tokens, self.window, hidden.device),
            dropout_p=self.configuration.dropout if self.training else 0.0,
            scale=self.configuration.score_scale,
            enable_gqa=self.configuration.group_size > 1,
        )
        return self.output(mixed.transpose(1, 2).flatten(2))

    def _split(self, projected: Tensor) -> Tensor:
        heads = projected.unflatten(-1, (-1, self.configuration.head_width))
        return heads.transpose(1, 2)
