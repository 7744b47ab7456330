# pyright: basic
"""Small models with random weights, one of each kind that the runtime has a path for."""

from dataclasses import replace

import torch

from afterword.transformer.fused_weights import ReadWeight
from afterword.transformer.reference.model_configuration import (
    Activation,
    LayerConfiguration,
    ModelConfiguration,
    NormKind,
    Rotary,
)
from afterword.transformer.reference.reference_model import ReferenceModel
from afterword.transformer.torch_arrays import as_array

PLAIN = ModelConfiguration(
    family="llama",
    vocabulary_size=97,
    width=48,
    feed_forward_width=80,
    heads=6,
    key_value_heads=2,
    head_width=8,
    layers=(LayerConfiguration(),) * 3,
    max_positions=64,
)

CONFIGURATIONS = {
    "grouped-query": PLAIN,
    "multi-head": replace(PLAIN, key_value_heads=6),
    "multi-query-with-windows-and-all-norms": replace(
        PLAIN,
        key_value_heads=1,
        head_width=16,
        layers=(
            LayerConfiguration(window=5, rotary=Rotary(theta=100.0)),
            LayerConfiguration(rotary=Rotary(theta=10_000.0, linear_factor=2.0)),
            LayerConfiguration(window=5, rotary=Rotary(theta=100.0)),
        ),
        activation=Activation.GELU_TANH,
        has_output_norms=True,
        has_query_key_norm=True,
        embedding_scale=48**0.5,
        query_scale=0.2,
    ),
    "query-key-value-bias-and-own-head": replace(
        PLAIN, has_query_key_value_bias=True, tied_head=False
    ),
    "learned-positions-layer-norm-plain-feed-forward": replace(
        PLAIN,
        key_value_heads=6,
        layers=(LayerConfiguration(rotary=None),) * 3,
        activation=Activation.GELU_TANH,
        is_gated=False,
        norm_kind=NormKind.LAYER,
        has_query_key_value_bias=True,
        has_attention_output_bias=True,
        has_feed_forward_bias=True,
        learned_positions=True,
    ),
}


def build_model(configuration: ModelConfiguration) -> ReferenceModel:
    """Return a model whose every parameter, biases and norms included, is random."""
    torch.manual_seed(5)
    model = ReferenceModel(configuration)
    with torch.no_grad():
        for parameter in model.parameters():
            is_matrix = parameter.dim() > 1
            noise = torch.randn_like(parameter) * (0.2 if is_matrix else 0.1)
            parameter.copy_(noise if is_matrix else parameter + noise)
    return model.eval()


def weights_of(model: ReferenceModel) -> ReadWeight:
    """Return what reads copies of a model's weights, by their names."""
    state = {name: as_array(each).copy() for name, each in model.state_dict().items()}
    return state.__getitem__
