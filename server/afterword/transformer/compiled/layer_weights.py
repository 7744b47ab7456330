"""The weights of a decoder layer in the layout of compiled code, and the records that say where they are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.quantisation.int8_panels import CHUNK_ROWS
from afterword.transformer.reference.model_configuration import Rotary


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelLinear:
    """The weights of a linear layer, in the layout of compiled code."""

    panels: NDArray[np.uint8]
    """See ``int8_panels.to_panels``, or ``four_bit_panels`` for four bits."""
    scales: NDArray[np.float32]
    """(rows,): the step between two int8 values of each row. Rows are a multiple of 64."""
    row_sums: NDArray[np.float32] | None
    """(rows,): the sum of each row's int8 values; None with four bits."""
    bias: NDArray[np.float32]
    """(rows,); zeros where the layer has none."""
    columns: int
    has_four_bits: bool

    @property
    def record(self) -> tuple[int, ...]:
        """The values of a ``records.LINEAR``."""
        addresses = (
            self.panels.ctypes.data,
            self.scales.ctypes.data,
            0 if self.row_sums is None else self.row_sums.ctypes.data,
            self.bias.ctypes.data,
        )
        rows = self.panels.shape[0] * CHUNK_ROWS
        return (*addresses, rows, self.columns, int(self.has_four_bits))


@dataclass(frozen=True, slots=True, kw_only=True)
class NormWeights:
    """A norm's weight and bias, both of shape (width,) or (heads, head_width)."""

    weight: NDArray[np.float32]
    bias: NDArray[np.float32]

    @property
    def record(self) -> tuple[int, int]:
        """The values of a ``records.NORM``."""
        return (self.weight.ctypes.data, self.bias.ctypes.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerWeights:
    """The weights of one decoder layer, by the names in ``records.LAYER``."""

    linears: Mapping[str, PanelLinear]
    norms: Mapping[str, NormWeights]
    window: int
    rotary: Rotary | None
