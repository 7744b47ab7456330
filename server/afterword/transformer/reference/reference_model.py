# pyright: basic
"""The reference model: a decoder-only Transformer in float32 that trains, defined on one page.

From top to bottom: embedding, rotary positions, normalisation, attention, feed-forward, the model.
What is notable:

- One set of modules covers Llama, Gemma 3, Qwen 2 and 3 and GPT-2. ``ModelConfiguration`` says what
  varies: which norm, gated or plain feed-forward, biases, rotary or learned positions, windows.
- Norms come before attention and feed-forward; Gemma also has them behind (output norms).
- Queries share key and value heads in groups; layers may see a window of the last tokens only.
- The output head is the token embedding (tied) or a matrix of its own.

It reads whole batches and keeps no cache: speed is the business of the serving paths
(``torchscript`` and ``compiled``), whose logits are compared with those of this model in tests.
"""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import Tensor, nn

from afterword.transformer.reference.model_configuration import (
    LayerConfiguration,
    ModelConfiguration,
    NormKind,
)
from afterword.transformer.reference.rotary_angles import rotary_angles


class Embedding(nn.Module):
    """Token embedding, with position embeddings where the family learns them (GPT-2)."""

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


def rotate_halves(heads: Tensor, angles: Tensor) -> Tensor:
    """Rotate the pairs (i, i + head_width / 2) of queries or keys by their positions' angles.

    Args:
        heads: (..., tokens, head_width), laid out as in Hugging Face's weights.
        angles: (tokens, head_width / 2).
    """
    first, second = heads.chunk(2, dim=-1)
    cosine, sine = angles.cos(), angles.sin()
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], dim=-1)


def rms_norm(hidden: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    """Divide (..., width) by the root mean square of the last dimension (Zhang & Sennrich 2019)."""
    mean_square = hidden.square().mean(dim=-1, keepdim=True)
    return hidden * torch.rsqrt(mean_square + epsilon) * weight


class Norm(nn.Module):
    """RMSNorm, or LayerNorm (Ba et al. 2016) for GPT-2, over the last dimension."""

    def __init__(self, configuration: ModelConfiguration, width: int) -> None:
        super().__init__()
        self.epsilon = configuration.norm_epsilon
        self.weight = nn.Parameter(torch.ones(width))
        is_layer = configuration.norm_kind is NormKind.LAYER
        self.bias = nn.Parameter(torch.zeros(width)) if is_layer else None

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., width)."""
        if self.bias is None:
            return rms_norm(hidden, self.weight, self.epsilon)
        return F.layer_norm(hidden, self.weight.shape, self.weight, self.bias, self.epsilon)


def causal_mask(
    query_count: int, key_count: int, window: int, device: torch.device | None = None
) -> Tensor:
    """Return the attention mask: True where a query sees a key, (query_count, key_count) bool.

    The last query is at the last key's position. A query sees the keys up to its own position
    (causal, Vaswani et al. 2017, section 3.2.3), of which the last ``window`` only, its own
    included (Beltagy et al. 2020, section 3.1), unless ``window`` is 0.
    """
    key = torch.arange(key_count, device=device).unsqueeze(0)
    query = torch.arange(key_count - query_count, key_count, device=device).unsqueeze(1)
    seen = key <= query
    return seen & (key > query - window) if window else seen


class Attention(nn.Module):
    """Causal self-attention by scaled dot products (Vaswani et al. 2017, section 3.2).

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
            attn_mask=causal_mask(tokens, tokens, self.window, hidden.device),
            scale=self.configuration.score_scale,
            enable_gqa=self.configuration.group_size > 1,
        )
        return self.output(mixed.transpose(1, 2).flatten(2))

    def _split(self, projected: Tensor) -> Tensor:
        heads = projected.unflatten(-1, (-1, self.configuration.head_width))
        return heads.transpose(1, 2)


def activate(inner: Tensor, kind: str) -> Tensor:
    """Apply the activation function that an ``Activation`` names.

    SiLU: Elfwing et al. 2017; GELU and its tanh form: Hendrycks & Gimpel 2016. ``kind`` is a plain
    string because TorchScript, which runs this function too, has no enums of strings.
    """
    if kind == "silu":
        return F.silu(inner)
    return F.gelu(inner, approximate="tanh" if kind == "gelu_tanh" else "none")


class FeedForward(nn.Module):
    """down(activate(gate(x)) * up(x)) (Shazeer 2020), or down(activate(up(x))) (Vaswani 2017)."""

    def __init__(self, configuration: ModelConfiguration) -> None:
        super().__init__()
        width, inner = configuration.width, configuration.feed_forward_width
        has_bias = configuration.has_feed_forward_bias
        self.activation = str(configuration.activation)
        self.gate = nn.Linear(width, inner, bias=has_bias) if configuration.is_gated else None
        self.up = nn.Linear(width, inner, bias=has_bias)
        self.down = nn.Linear(inner, width, bias=has_bias)

    def forward(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., width)."""
        if self.gate is None:
            return self.down(activate(self.up(hidden), self.activation))
        return self.down(activate(self.gate(hidden), self.activation) * self.up(hidden))


class DecoderBlock(nn.Module):
    """One layer: attention and feed-forward, each added to the residual stream.

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


class ReferenceModel(nn.Module):
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
        return self.logits(self.hidden_states(token_ids))

    def hidden_states(self, token_ids: Tensor) -> Tensor:
        """(batch, tokens) ids -> (batch, tokens, width), normalised: what the output head reads."""
        hidden = self.embedding(token_ids)  # (batch, tokens, width)
        layer_angles = self._angles(token_ids.shape[1], hidden.device)
        for block, angles in zip(self.blocks, layer_angles, strict=True):
            hidden = block(hidden, angles)
        return self.final_norm(hidden)

    def logits(self, hidden: Tensor) -> Tensor:
        """(..., width) -> (..., vocabulary)."""
        return hidden @ self.embedding.tokens.t() if self.head is None else self.head(hidden)

    def _angles(self, tokens: int, device: torch.device) -> list[Tensor | None]:
        """Return each layer's rotary angles; layers with the same rotation share one tensor."""
        head_width = self.configuration.head_width
        shared = {
            rotary: torch.from_numpy(rotary_angles(rotary, head_width, tokens)).to(device)
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
