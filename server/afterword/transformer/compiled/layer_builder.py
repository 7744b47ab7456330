# pyright: basic
"""Builds the layers and output heads of compiled code from a model's quantised weights."""

from collections.abc import Callable

import torch
from torch import Tensor

from afterword.transformer.compiled.aligned_memory import round_up
from afterword.transformer.compiled.compiled_head import CompiledHead
from afterword.transformer.compiled.compiled_model import (
    CompiledModel,
    LayerWeights,
    NormWeights,
    PanelLinear,
)
from afterword.transformer.fused_weights import (
    HEAD,
    HEAD_PART_ROWS,
    LINEARS,
    fused_query_key_norm,
    head_parts,
)
from afterword.transformer.int8_quantisation import QuantisedRows
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS, Int8Panels
from afterword.transformer.quantisation.quantised_store import Panels
from afterword.transformer.torchscript.model_builder import ModelBuilder

_CONSUMERS = {"attention_norm": "query_key_value", "feed_forward_norm": "gate_up"}
"""The linear layer that reads the output of each norm."""
_OUTPUT_NORMS = ("attention_output_norm", "feed_forward_output_norm")
"""The norms of what is added to the residual stream, in families that have them."""


class LayerBuilder:
    """Builds the compiled layers and heads of one model."""

    def __init__(
        self, builder: ModelBuilder, panels: Callable[[str], Panels], threads: int
    ) -> None:
        """Take norms and biases from ``builder``, and quantised weights by their names from ``panels``."""
        self._builder = builder
        self._configuration = builder.configuration
        self._panels = panels
        layers = [self._layer(index) for index in range(len(self._configuration.layers))]
        final_norm = _norm(*builder.norm_weights("final_norm", HEAD))
        self.model = CompiledModel(self._configuration, layers, final_norm, threads)
        self._head_parts = [
            _linear(panels(f"{HEAD}.{part}"), None)
            for part in range(head_parts(self._configuration))
        ]

    def head(self, order: Tensor | None) -> CompiledHead:
        """Make the whole head; ``order`` is the token that each row predicts, (vocabulary,) or None."""
        size = self._configuration.vocabulary_size
        return CompiledHead(self.model, self._head_parts, row_count=size, order=order)

    def first_rows(self, token_ids: Tensor) -> CompiledHead | None:
        """Make a head of the first rows, without copying them; None if they are not whole parts.

        Args:
            token_ids: (rows,) the tokens that they predict.
        """
        parts, rest = divmod(len(token_ids), HEAD_PART_ROWS)
        if rest:
            return None
        few = self._head_parts[:parts]
        return CompiledHead(self.model, few, row_count=len(token_ids), token_ids=token_ids)

    def some_rows(self, rows: QuantisedRows, token_ids: Tensor) -> CompiledHead:
        """Make a head of copied rows, which predict ``token_ids``."""
        linear = _linear(Int8Panels.of(rows), None)
        return CompiledHead(self.model, [linear], row_count=len(token_ids), token_ids=token_ids)

    def _layer(self, index: int) -> LayerWeights:
        block, builder = f"blocks.{index}", self._builder
        configuration = self._configuration
        linears = {
            name: _linear(self._panels(f"{block}.{name}"), builder.bias(f"{block}.{name}"))
            for name in LINEARS
        }
        norms = {
            name: _norm(*builder.norm_weights(f"{block}.{name}", f"{block}.{consumer}"))
            for name, consumer in _CONSUMERS.items()
        }
        if configuration.has_output_norms:
            norms |= {
                name: _norm(*builder.norm_weights(f"{block}.{name}")) for name in _OUTPUT_NORMS
            }
        query_key = fused_query_key_norm(block, configuration, builder.read)
        if query_key is not None:
            norms["query_key_norm"] = _norm(query_key, None)
        layer = configuration.layers[index]
        return LayerWeights(
            linears=linears, norms=norms, window=layer.window or 0, rotary=layer.rotary
        )


def _linear(weight: Panels, bias: Tensor | None) -> PanelLinear:
    """Pad scales and bias with zeros, as panels are padded with rows of zeros."""
    rows = round_up(len(weight.scales), CHUNK_ROWS)
    return PanelLinear(
        panels=weight.panels,
        scales=_padded(weight.scales, rows),
        row_sums=None if isinstance(weight, FourBitPanels) else _padded(weight.sums, rows),
        bias=torch.zeros(rows) if bias is None else _padded(bias.float(), rows),
        columns=weight.columns,
        has_four_bits=isinstance(weight, FourBitPanels),
    )


def _padded(numbers: Tensor, count: int) -> Tensor:
    if len(numbers) == count:
        return numbers.contiguous()
    return torch.cat([numbers, numbers.new_zeros(count - len(numbers))])


def _norm(weight: Tensor, bias: Tensor | None) -> NormWeights:
    weight = weight.float().contiguous()
    return NormWeights(
        weight=weight, bias=torch.zeros_like(weight) if bias is None else bias.float().contiguous()
    )
