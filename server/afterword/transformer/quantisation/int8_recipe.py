# pyright: basic
"""The recipe for a model's int8 weights: what is measured before quantisation, and on which text.

Weights that are on four-bit grids already can stay there (``grids``), without any loss.
"""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from afterword.transformer.fused_weights import HEAD, ReadWeight, fused_shapes, fused_weight
from afterword.transformer.quantisation.activation_statistics import likely_tokens, measure_inputs
from afterword.transformer.quantisation.column_balance import column_factors
from afterword.transformer.quantisation.four_bit_grids import is_on_grids
from afterword.transformer.quantisation.int8_panels import QUAD_COLUMNS
from afterword.transformer.quantisation.quantised_store import (
    MeasuredActivations,
    QuantisationRecipe,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration

_CALIBRATION_TOKENS = 768
"""The number of tokens of the calibration text that are used, at most."""
_LIKELY_TOKENS = 65_536
"""The number of likely tokens, out of 262,144 for Gemma. Together with the document's own tokens they
include the likeliest one at 97-99 % of positions in texts that they were not measured on (two
novels in English, one in Chinese, a manual)."""

_RANDOM_TOKENS = 256
"""The number of tokens drawn at random where there is no calibration text."""
_RANDOM_SEED = 0

SampleTokens = Callable[[], Tensor]
"""A function that returns (n,) token ids of typical text, led by BOS if the model uses it."""


def int8_recipe(
    configuration: ModelConfiguration,
    read: ReadWeight,
    sources: tuple[Path, ...],
    sample_tokens: SampleTokens | None,
    *,
    keeps_grids: bool = False,
) -> QuantisationRecipe:
    """Return the recipe for a model's int8 weights.

    Args:
        configuration: the model's configuration.
        read: reads the model's weights.
        sources: the files that ``read`` reads.
        sample_tokens: returns the calibration text; without it, tokens are drawn at random.
        keeps_grids: whether weights on four-bit grids stay in four bits. Their columns are not
            balanced, since factors would move them off their grids; instead, their inputs have a
            quantisation step for each 32 columns. Factors of whole rows do no harm.
    """
    shapes = fused_shapes(configuration)

    def measure() -> MeasuredActivations:
        sample = sample_tokens() if sample_tokens else _random_tokens(configuration)
        sample = sample[: min(_CALIBRATION_TOKENS, configuration.max_positions)]
        inputs = measure_inputs(configuration, read, sample)
        layers = [name for name in shapes if not name.startswith(HEAD)]
        on_grids = frozenset(
            name
            for name in layers
            if keeps_grids and is_on_grids(fused_weight(name, configuration, read, {}))
        )
        names = [name for name in layers if name not in on_grids]
        has_rare_tokens = configuration.vocabulary_size > 2 * _LIKELY_TOKENS
        return MeasuredActivations(
            column_factors=column_factors([*names, HEAD], configuration, read, inputs.rms),
            likely_token_ids=(
                likely_tokens(configuration, read, inputs.hidden, count=_LIKELY_TOKENS)
                if sample_tokens and has_rare_tokens
                else None
            ),
            four_bit_names=on_grids,
        )

    return QuantisationRecipe(
        shapes=shapes,
        measure=measure,
        has_sample=sample_tokens is not None,
        fuse=lambda name, measured: fused_weight(
            name,
            configuration,
            read,
            measured.column_factors,
            head_order(configuration.vocabulary_size, measured.likely_token_ids),
        ),
        sources=sources,
        keeps_grids=keeps_grids,
    )


def fits_panels(configuration: ModelConfiguration) -> bool:
    """Return whether all weights of a model fit into whole panels."""
    shapes = fused_shapes(configuration).values()
    return all(columns % QUAD_COLUMNS == 0 for _, columns in shapes)


def head_order(vocabulary_size: int, likely_token_ids: Tensor | None) -> Tensor | None:
    """Return the token that each row of the head predicts: likely ones first, both parts ascending.

    Returns:
        (vocabulary,) int64, or None if likely tokens are not known: then row i predicts token i.
    """
    if likely_token_ids is None:
        return None
    is_rare = torch.ones(vocabulary_size, dtype=torch.bool)
    is_rare[likely_token_ids] = False
    return torch.cat([likely_token_ids, is_rare.nonzero().squeeze(1)])


def _random_tokens(configuration: ModelConfiguration) -> Tensor:
    generator = torch.Generator().manual_seed(_RANDOM_SEED)
    count = min(_RANDOM_TOKENS, configuration.max_positions)
    return torch.randint(configuration.vocabulary_size, (count,), generator=generator)
