# pyright: basic
"""Token and learned position embeddings, and the tied output head."""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import ModelConfiguration


def embed(token_ids: Tensor, table: Tensor, scale: float) -> Tensor:
    """Look up each token's vector and scale it (Vaswani et al. 2017, section 3.4).

    Args:
        token_ids: (...,) indices below ``table``'s rows.
        table: (vocabulary, width), any float type; only the rows asked for are read.
        scale: the factor, 1 for most families, sqrt(width) for Gemma.

    Returns:
        (..., width) in float32.
    """
    return F.embedding(token_ids, table).float() * scale


class Embedding(nn.Module):
    """Tokens, and positions where the family learns them (Radford et al. 2019)."""

    def __init__(self, configuration: ModelConfiguration) -> None:
        super().__init__()
        width = configuration.width
        self.scale = configuration.embedding_scale
        self.tokens = nn.Parameter(torch.empty(configuration.vocabulary_size, width))
        self.positions = (
            nn.Parameter(torch.empty(configuration.max_positions, width))
            if configuration.learned_positions
            else None
        )
        self.dropout = nn.Dropout(configuration.dropout)

    def forward(self, token_ids: Tensor) -> Tensor:
        """(batch, tokens) ids -> (batch, tokens, width)."""
        hidden = F.embedding(token_ids, self.tokens) * self.scale
        if self.positions is not None:
            hidden = hidden + self.positions[: token_ids.shape[1]]
        return self.dropout(hidden)
