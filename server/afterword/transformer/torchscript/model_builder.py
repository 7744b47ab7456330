# pyright: basic
"""Builds the modules for inference from a model's weights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from afterword.transformer.fused_shapes import HEAD
from afterword.transformer.fused_weights import (
    ColumnFactors,
    ReadWeight,
    fused_bias,
    fused_norm,
    fused_query_key_norm,
    position_table,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.serving_interfaces import TokenIds
from afterword.transformer.torch_arrays import as_tensor
from afterword.transformer.torchscript.inference_block import BlockParts, InferenceBlock
from afterword.transformer.torchscript.inference_model import InferenceModel
from afterword.transformer.torchscript.precomputed_norm import PrecomputedNorm
from afterword.transformer.torchscript.rotary_tables import distinct_rotaries

MakeLinear = Callable[[str, Tensor | None], nn.Module]
"""A function that makes a linear layer from a fused weight's name and its bias."""


def _not_made(*_: object) -> nn.Module:
    raise NotImplementedError("this builder makes no such modules")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBuilder:
    """Builds the modules of one model."""

    configuration: ModelConfiguration
    read: ReadWeight
    make_linear: MakeLinear = _not_made
    make_head_rows: Callable[[TokenIds], nn.Module] = _not_made
    """Makes a linear layer from the head's rows for some tokens."""
    column_factors: ColumnFactors = field(default_factory=dict[str, NDArray[np.float32]])
    """The factors of the columns of fused weights, by name; norms are divided by the same."""

    @torch.inference_mode()
    def linear(self, name: str) -> nn.Module:
        """Make the linear layer of a fused weight."""
        return self.make_linear(name, self.bias(name)).eval()

    def bias(self, name: str) -> Tensor | None:
        """Return the bias of a fused weight, if it has one."""
        return _tensor(fused_bias(name, self.configuration, self.read, self.column_factors))

    @torch.inference_mode()
    def head_rows(self, token_ids: TokenIds) -> nn.Module:
        """Make the part of the head that predicts ``token_ids``."""
        return self.make_head_rows(token_ids).eval()

    def position_table(self) -> Tensor | None:
        """Return the learned positions in float32, if the family has them."""
        return _tensor(position_table(self.configuration, self.read))

    def block(self, index: int, linears: Mapping[str, nn.Module]) -> InferenceBlock:
        """Make one decoder layer from linear layers by their fused names."""
        configuration, name = self.configuration, f"blocks.{index}"
        has_output_norms = configuration.has_output_norms
        rotary = configuration.layers[index].rotary
        query_key = _tensor(fused_query_key_norm(name, configuration, self.read))
        parts = BlockParts(
            query_key_value=linears[f"{name}.query_key_value"],
            attention_output=linears[f"{name}.attention_output"],
            gate_up=linears[f"{name}.gate_up"],
            down=linears[f"{name}.down"],
            attention_norm=self._norm(f"{name}.attention_norm", f"{name}.query_key_value"),
            attention_output_norm=(
                self._norm(f"{name}.attention_output_norm") if has_output_norms else None
            ),
            feed_forward_norm=self._norm(f"{name}.feed_forward_norm", f"{name}.gate_up"),
            feed_forward_output_norm=(
                self._norm(f"{name}.feed_forward_output_norm") if has_output_norms else None
            ),
            query_key_norm=None if query_key is None else self._norm_of(query_key, None),
        )
        rotary_index = distinct_rotaries(configuration).index(rotary) if rotary else 0
        return InferenceBlock(configuration, index, parts, rotary_index)

    def model(self, linears: Mapping[str, nn.Module]) -> InferenceModel:
        """Make all decoder layers and the final norm."""
        blocks = [self.block(i, linears) for i in range(len(self.configuration.layers))]
        return InferenceModel(blocks, self.final_norm())

    def final_norm(self) -> PrecomputedNorm:
        """Make the norm between the last layer and the head."""
        return self._norm("final_norm", HEAD)

    def _norm(self, name: str, consumer: str = "") -> PrecomputedNorm:
        factors = self.column_factors.get(consumer)
        weight, bias = fused_norm(name, self.configuration, self.read, factors)
        return self._norm_of(as_tensor(weight), _tensor(bias))

    def _norm_of(self, weight: Tensor, bias: Tensor | None) -> PrecomputedNorm:
        kind, epsilon = self.configuration.norm_kind, self.configuration.norm_epsilon
        return PrecomputedNorm(weight, bias, kind=kind, epsilon=epsilon)


def _tensor(array: NDArray[Any] | None) -> Tensor | None:
    return None if array is None else as_tensor(array)
