"""The configuration of a decoder-only Transformer: one record for every family that we run."""

from dataclasses import dataclass
from enum import StrEnum


class Activation(StrEnum):
    """The nonlinearity of the feed-forward layer."""

    SILU = "silu"
    GELU_TANH = "gelu_tanh"
    """GELU by its tanh approximation (Hendrycks & Gimpel 2016)."""
    GELU = "gelu"


class NormKind(StrEnum):
    """The kind of normalisation of hidden states."""

    RMS = "rms"
    """Root mean square, no mean, no bias (Zhang & Sennrich 2019)."""
    LAYER = "layer"
    """Mean and variance, with a bias (Ba et al. 2016)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotary:
    """Rotary position encoding of one layer (Su et al. 2021), with its context extension."""

    theta: float = 10_000.0
    """The base of the geometric series of wavelengths."""
    linear_factor: float = 1.0
    """Positions are divided by this (Chen et al. 2023, position interpolation)."""
    llama3_factor: float = 1.0
    """Long wavelengths are stretched by this, short ones kept (Llama 3.1); 1 is off."""
    llama3_low_frequency_factor: float = 1.0
    """Wavelengths over ``original_positions`` / this are stretched in full."""
    llama3_high_frequency_factor: float = 4.0
    """Wavelengths under ``original_positions`` / this are kept."""
    original_positions: int = 8192
    """The context length before it was extended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerConfiguration:
    """The parts of a configuration that differ from layer to layer."""

    window: int | None = None
    """The number of tokens that a token sees, itself included (Beltagy et al. 2020); None for all."""
    rotary: Rotary | None = Rotary()
    """The rotary encoding; None where positions are learned, or where the layer has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfiguration:
    """The shape of a model. Sizes count elements; ``width`` is the size of a hidden state."""

    family: str
    """The Hugging Face ``model_type`` it was read from."""
    vocabulary_size: int
    width: int
    feed_forward_width: int
    heads: int
    key_value_heads: int
    """The number of heads of keys and values. Equal to ``heads``, it is multi-head attention (Vaswani
    et al. 2017); 1 is multi-query (Shazeer 2019); between them lies grouped-query attention (Ainslie
    et al. 2023)."""
    head_width: int
    layers: tuple[LayerConfiguration, ...]
    max_positions: int
    """The longest context that the model was made for, in tokens."""
    activation: Activation = Activation.SILU
    is_gated: bool = True
    """Whether a gate multiplies the feed-forward layer's inner state (Shazeer 2020)."""
    norm_kind: NormKind = NormKind.RMS
    norm_epsilon: float = 1e-6
    has_output_norms: bool = False
    """Whether the outputs of attention and feed-forward are normalised too (Gemma)."""
    has_query_key_norm: bool = False
    """Whether each head's query and key are normalised before rotation (Henry et al. 2020)."""
    has_query_key_value_bias: bool = False
    has_attention_output_bias: bool = False
    has_feed_forward_bias: bool = False
    learned_positions: bool = False
    """Whether positions are an embedding that is added to the tokens' (Radford et al. 2019)."""
    embedding_scale: float = 1.0
    """The factor of token embeddings."""
    query_scale: float | None = None
    """The factor of attention scores; None is 1 / sqrt(``head_width``)."""
    tied_head: bool = True
    """Whether the output head is the token embedding (Press & Wolf 2017)."""
    dropout: float = 0.0
    """The share of activations dropped in training (Srivastava et al. 2014)."""

    @property
    def score_scale(self) -> float:
        """The factor of attention scores."""
        return self.head_width**-0.5 if self.query_scale is None else self.query_scale

    @property
    def group_size(self) -> int:
        """The number of query heads that share one key and value head."""
        return self.heads // self.key_value_heads

    @property
    def is_rotary(self) -> bool:
        """Whether any layer rotates its queries and keys."""
        return any(layer.rotary for layer in self.layers)

    def __post_init__(self) -> None:
        """Check that the sizes fit together.

        Raises:
            ValueError: a size is not positive, or heads don't divide evenly.
        """
        sizes = (
            self.vocabulary_size,
            self.width,
            self.feed_forward_width,
            self.heads,
            self.key_value_heads,
            self.head_width,
            self.max_positions,
            len(self.layers),
        )
        if min(sizes) < 1:
            raise ValueError("every size of a model must be at least 1")
        if self.heads % self.key_value_heads:
            raise ValueError("the number of heads must be a multiple of the key and value heads")
        if self.is_rotary and self.head_width % 2:
            raise ValueError("rotary positions need an even head width")
