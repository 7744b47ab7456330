"""The recipe for a model's int8 weights, and the order of the rows of the head.

Weights that are on four-bit grids already can stay there (``four_bit_grids``), without any loss.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from afterword.required_packages import require_packages
from afterword.transformer.fused_shapes import fused_shapes
from afterword.transformer.fused_weights import ReadWeight
from afterword.transformer.quantisation.int8_panels import QUAD_COLUMNS
from afterword.transformer.quantisation.quantised_store import (
    MeasuredActivations,
    QuantisationRecipe,
    QuantisedWeights,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration

SampleTokens = Callable[[], Sequence[int]]
"""A function that returns the token ids of typical text, led by BOS if the model uses it."""
KnownMeasurements = Callable[[], MeasuredActivations | None]
"""A function that returns what was measured on typical text elsewhere; None if nothing was."""


def int8_recipe(
    configuration: ModelConfiguration,
    read: ReadWeight,
    sources: tuple[Path, ...],
    sample_tokens: SampleTokens | None,
    *,
    known_measurements: KnownMeasurements | None = None,
    keeps_grids: bool = False,
    threads: int | None = None,
) -> QuantisationRecipe:
    """Return the recipe for a model's int8 weights.

    Args:
        configuration: the model's configuration.
        read: reads the model's weights.
        sources: the files that ``read`` reads.
        sample_tokens: returns the calibration text; without it, tokens are drawn at random.
        known_measurements: returns the measurements, if they are known; else they are taken. They are
            used if they say which weights are on grids where those are kept, and only there.
        keeps_grids: whether weights on four-bit grids stay in four bits. Their columns are not
            balanced, since factors would move them off their grids; instead, their inputs have a
            quantisation step for each 32 columns. Factors of whole rows do no harm.
        threads: the number of threads that measure in torch; None is its own choice.
    """

    def measure() -> MeasuredActivations:
        require_packages(
            ("torch",), "This model is run on a text by torch before its weights are rounded"
        )
        import torch

        from afterword.transformer.quantisation.calibration_run import measure_activations

        if threads is not None:
            torch.set_num_threads(threads)
        return measure_activations(configuration, read, sample_tokens, keeps_grids=keeps_grids)

    def quantise() -> QuantisedWeights:
        # Imported only when weights are made.
        from afterword.transformer.quantisation.weight_quantiser import quantise_weights

        known = None if known_measurements is None else known_measurements()
        if known is None or bool(known.four_bit_names) != keeps_grids:
            known = measure()
        return quantise_weights(configuration, read, known)

    return QuantisationRecipe(
        shapes=fused_shapes(configuration),
        quantise=quantise,
        has_sample=sample_tokens is not None,
        sources=sources,
        keeps_grids=keeps_grids,
        # Of a small model one at a time: two parts of its head would be in memory together.
        threads=(threads or 1) if keeps_grids else 1,
    )


def fits_panels(configuration: ModelConfiguration) -> bool:
    """Return whether all weights of a model fit into whole panels."""
    shapes = fused_shapes(configuration).values()
    return all(columns % QUAD_COLUMNS == 0 for _, columns in shapes)


def head_order(
    vocabulary_size: int, likely_token_ids: NDArray[np.int64] | None
) -> NDArray[np.int64] | None:
    """Return the token that each row of the head predicts: likely ones first, both parts ascending.

    Returns:
        (vocabulary,), or None if likely tokens are not known: then row i predicts token i.
    """
    if likely_token_ids is None:
        return None
    is_rare = np.ones(vocabulary_size, np.bool_)
    is_rare[likely_token_ids] = False
    return np.concatenate([likely_token_ids, np.flatnonzero(is_rare)])
