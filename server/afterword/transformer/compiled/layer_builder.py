"""Builds the layers and output heads of compiled code from a model's quantised weights."""

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.compiled.aligned_memory import round_up
from afterword.transformer.compiled.compiled_head import CompiledHead
from afterword.transformer.compiled.compiled_model import CompiledModel
from afterword.transformer.compiled.layer_weights import LayerWeights, NormWeights, PanelLinear
from afterword.transformer.compiled.previewed_head import PreviewedHead
from afterword.transformer.fused_shapes import HEAD, HEAD_PART_ROWS, LINEARS, head_parts
from afterword.transformer.int8_quantisation import QuantisedRows
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels
from afterword.transformer.quantisation.head_preview import PREVIEWED_COLUMNS
from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS, Int8Panels
from afterword.transformer.quantisation.quantised_store import Panels, QuantisedWeights
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.serving_interfaces import TokenIds

_NORMS = (
    "attention_norm",
    "attention_output_norm",
    "feed_forward_norm",
    "feed_forward_output_norm",
    "query_key_norm",
)
"""The norms of a layer; no family has all of them."""


class LayerBuilder:
    """Builds the compiled layers and heads of one model."""

    def __init__(
        self, configuration: ModelConfiguration, quantised: QuantisedWeights, threads: int
    ) -> None:
        """Take a model's weights, norms and biases."""
        self._configuration = configuration
        self._quantised = quantised
        layers = [self._layer(index) for index in range(len(configuration.layers))]
        final_norm = self._norm("final_norm")
        self.model = CompiledModel(configuration, layers, final_norm, threads)
        self._head_parts = [
            linear_of(quantised.panels(f"{HEAD}.{part}"), None)
            for part in range(head_parts(configuration))
        ]

    def head(self, order: TokenIds | None) -> CompiledHead:
        """Make the whole head; ``order`` is the token that each row predicts, (vocabulary,) or None."""
        size = self._configuration.vocabulary_size
        return CompiledHead(self.model, self._head_parts, row_count=size, order=order)

    def first_rows(self, token_ids: TokenIds) -> CompiledHead | PreviewedHead | None:
        """Make a head that guesses of the first rows, which are not copied; None if they are not whole parts.

        Args:
            token_ids: (rows,) the tokens that they predict.
        """
        parts, rest = divmod(len(token_ids), HEAD_PART_ROWS)
        if rest:
            return None
        few = self._head_parts[:parts]
        if self._configuration.width % PREVIEWED_COLUMNS:
            return CompiledHead(self.model, few, row_count=len(token_ids), token_ids=token_ids)
        return PreviewedHead(self.model, few, token_ids)

    def some_rows(self, rows: QuantisedRows, token_ids: TokenIds) -> CompiledHead:
        """Make a head of copied rows, which predict ``token_ids``."""
        linear = linear_of(Int8Panels.of(rows), None)
        return CompiledHead(self.model, [linear], row_count=len(token_ids), token_ids=token_ids)

    def _layer(self, index: int) -> LayerWeights:
        block, quantised = f"blocks.{index}", self._quantised
        biases = quantised.norms_and_biases
        linears = {
            name: linear_of(quantised.panels(f"{block}.{name}"), biases.get(f"{block}.{name}.bias"))
            for name in LINEARS
        }
        norms = {
            name: self._norm(f"{block}.{name}")
            for name in _NORMS
            if f"{block}.{name}.weight" in biases
        }
        layer = self._configuration.layers[index]
        return LayerWeights(
            linears=linears, norms=norms, window=layer.window or 0, rotary=layer.rotary
        )

    def _norm(self, name: str) -> NormWeights:
        found = self._quantised.norms_and_biases
        weight = found[f"{name}.weight"]
        bias = found.get(f"{name}.bias")
        return NormWeights(weight=weight, bias=np.zeros_like(weight) if bias is None else bias)


def linear_of(weight: Panels, bias: NDArray[np.float32] | None) -> PanelLinear:
    """Make a linear layer: scales and bias are padded with zeros, as panels are with rows of zeros."""
    rows = round_up(len(weight.scales), CHUNK_ROWS)
    return PanelLinear(
        panels=weight.panels,
        scales=_padded(weight.scales, rows),
        row_sums=None if isinstance(weight, FourBitPanels) else _padded(weight.sums, rows),
        bias=np.zeros(rows, np.float32) if bias is None else _padded(bias, rows),
        columns=weight.columns,
        has_four_bits=isinstance(weight, FourBitPanels),
    )


def _padded(numbers: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    if len(numbers) == count:
        return numbers
    return np.pad(numbers, (0, count - len(numbers)))
