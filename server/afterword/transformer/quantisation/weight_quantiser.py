"""Rounds a model's weights to int8, or to the four-bit grids that they are on, by what was measured."""

import numpy as np
from numpy.typing import NDArray

from afterword.transformer.fused_shapes import HEAD
from afterword.transformer.fused_weights import ReadWeight, fused_weight, head_part, head_rows
from afterword.transformer.int8_quantisation import QuantisedRows, quantise_rows
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels
from afterword.transformer.quantisation.grid_recovery import recover_grids
from afterword.transformer.quantisation.int8_panels import Int8Panels
from afterword.transformer.quantisation.int8_recipe import head_order
from afterword.transformer.quantisation.norms_and_biases import norms_and_biases
from afterword.transformer.quantisation.quantised_store import (
    MeasuredActivations,
    Panels,
    QuantisedWeights,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.tensor_file import to_float32

_HEAD_ROWS_AT_ONCE = 2048
"""The number of rows of the head that are in float32 at a time: 5 MB for Gemma."""


def quantise_weights(
    configuration: ModelConfiguration,
    read: ReadWeight,
    measured: MeasuredActivations,
) -> QuantisedWeights:
    """Return weights that are quantised at each call. See ``int8_recipe``."""
    factors = measured.column_factors
    order = head_order(configuration.vocabulary_size, measured.likely_token_ids)
    if order is None:
        order = np.arange(configuration.vocabulary_size)

    def panels(name: str) -> Panels:
        if name.startswith(HEAD):
            return Int8Panels.of(quantise_head(order[head_part(name)]))
        weight = fused_weight(name, configuration, read, factors)
        if name in measured.four_bit_names:
            return FourBitPanels.of(recover_grids(weight))
        return Int8Panels.of(quantise_rows(to_float32(weight)))

    def quantise_head(token_ids: NDArray[np.int64]) -> QuantisedRows:
        # Each call reads the weight again: a map of all of it would stay in memory as far as it was read.
        starts = range(0, len(token_ids), _HEAD_ROWS_AT_ONCE)
        some = (token_ids[start : start + _HEAD_ROWS_AT_ONCE] for start in starts)
        parts = [
            quantise_rows(to_float32(head_rows(rows, configuration, read, factors)))
            for rows in some
        ]
        return QuantisedRows(
            values=np.concatenate([part.values for part in parts]),
            scales=np.concatenate([part.scales for part in parts]),
        )

    return QuantisedWeights(
        panels=panels,
        norms_and_biases=norms_and_biases(configuration, read, factors),
        measured=measured,
    )
