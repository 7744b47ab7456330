# pyright: basic
"""The reference: a batched fp32 Transformer that trains. Serving has its own path in ``runtime``."""

import torch
from torch import Tensor, nn

from afterword.transformer.reference.attention import Attention
from afterword.transformer.reference.embedding import Embedding
from afterword.transformer.reference.feed_forward import FeedForward
from afterword.transformer.reference.model_configuration import (
    LayerConfiguration,
    ModelConfiguration,
)
from afterword.transformer.reference.normalisation import Norm
from afterword.transformer.reference.positions import rotary_angles


class DecoderBlock(nn.Module):
    """Attention and feed-forward, each behind a norm and added to what came in.

    The norm comes first (Xiong et al. 2020); Gemma also normalises what is added.
    """

    def __init__(self, configuration: ModelConfiguration, layer: LayerConfiguration) -> None:
        super().__init__()
        width = configuration.width
        has_output_norms = configuration.has_output_norms
        self.attention_norm = Norm(configuration, width)
        self.attention = Attention(configuration, layer)
        self.attention_output_norm = Norm(configuration, width) if has_output_norms else None
        self.feed_forward_norm = Norm(configuration, width)
        self.feed_forward = FeedForward(configuration)
        self.feed_forward_output_norm = Norm(configuration, width) if has_output_norms else None
        self.dropout = nn.Dropout(configuration.dropout)

    def forward(self, hidden: Tensor, angles: Tensor | None) -> Tensor:
        """(batch, tokens, width) -> (batch, tokens, width)."""
        added = self.attention(self.attention_norm(hidden), angles)
        if self.attention_output_norm is not None:
            added = self.attention_output_norm(added)
        hidden = hidden + self.dropout(added)
        added = self.feed_forward(self.feed_forward_norm(hidden))
        if self.feed_forward_output_norm is not None:
            added = self.feed_forward_output_norm(added)
        return hidden + self.dropout(added)


class Transformer(nn.Module):
    """A decoder-only language model (Radford et al. 2018, after Vaswani et al. 2017)."""

    def __init__(self, configuration: ModelConfiguration) -> None:
        super().__init__()
        self.configuration = configuration
        self.embedding = Embedding(configuration)
        self.blocks = nn.ModuleList(
            DecoderBlock(configuration, layer) for layer in configuration.layers
        )
        self.final_norm = Norm(configuration, configuration.width)
        self.head = (
            None
            if configuration.tied_head
            else nn.Linear(configuration.width, configuration.vocabulary_size, bias=False)
        )
        self._initialise()

    def forward(self, token_ids: Tensor) -> Tensor:
        """(batch, tokens) ids -> (batch, tokens, vocabulary) logits of what follows each."""
        hidden = self.embedding(token_ids)
        angles = self._angles(token_ids.shape[1], hidden.device)
        for block, turned in zip(self.blocks, angles, strict=True):
            hidden = block(hidden, turned)
        hidden = self.final_norm(hidden)
        return hidden @ self.embedding.tokens.t() if self.head is None else self.head(hidden)

    def _angles(self, tokens: int, device: torch.device) -> list[Tensor | None]:
        """Return each layer's rotary angles; layers that turn alike share one tensor."""
        head_width = self.configuration.head_width
        shared = {
            rotary: rotary_angles(rotary, head_width, positions=tokens).to(device)
            for rotary in {layer.rotary for layer in self.configuration.layers}
            if rotary is not None
        }
        return [shared[each.rotary] if each.rotary else None for each in self.configuration.layers]

    def _initialise(self) -> None:
        """Draw weights from N(0, 0.02²), those that write to the residual stream smaller.

        Radford et al. 2019, section 2.3: by 1 / sqrt(number of residual layers).
        """
        residual_scale = (2 * len(self.configuration.layers)) ** -0.5
        for name, parameter in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(parameter)
            elif parameter.dim() > 1:
                is_residual = name.endswith(("attention.output.weight", "feed_forward.down.weight"))
                nn.init.normal_(parameter, std=0.02 * (residual_scale if is_residual else 1.0))
