# pyright: basic
"""How a model's weights become int8: what is measured first, and on which text.

Weights that already lie on grids of four bits can stay there (``grids``): nothing is lost then.
"""

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor

from afterword.transformer.fused_weights import HEAD, ReadWeight, fused_shapes, fused_weight
from afterword.transformer.quantisation.activation_statistics import likely_tokens, measure_inputs
from afterword.transformer.quantisation.column_balance import column_factors
from afterword.transformer.quantisation.grids import is_on_grids
from afterword.transformer.quantisation.panels import COLUMNS_TOGETHER
from afterword.transformer.quantisation.quantised_store import (
    MeasuredActivations,
    QuantisationRecipe,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration

_CALIBRATION_TOKENS = 768
_LIKELY_TOKENS = 65_536
"""Of Gemma's 262,144: with a page's own tokens they hold the first choice at 97-99 % of positions
in texts that they were not measured on (two novels in English, one in Chinese, a manual)."""

_RANDOM_TOKENS = 256
_RANDOM_SEED = 0

SampleTokens = Callable[[], Tensor]
"""Gives (n,) token ids of typical text, beginning with BOS if the model wants one."""


def int8_recipe(
    configuration: ModelConfiguration,
    read: ReadWeight,
    sources: tuple[Path, ...],
    sample_tokens: SampleTokens | None,
    *,
    keeps_grids: bool = False,
) -> QuantisationRecipe:
    """Say how a model's int8 weights are made.

    Args:
        configuration: the model's.
        read: its weights.
        sources: the files that ``read`` reads.
        sample_tokens: gives text to measure on; without it, tokens drawn at random have to do.
        keeps_grids: whether weights in four bits stay so. Their columns are left as they are:
            multiplied by factors they would leave their grids. Their inputs have a step for each 32
            columns, which makes up for it. Rows may be multiplied by what they like.
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
    """Whether all weights of a model make whole panels."""
    shapes = fused_shapes(configuration).values()
    return all(columns % COLUMNS_TOGETHER == 0 for _, columns in shapes)


def head_order(vocabulary_size: int, likely_token_ids: Tensor | None) -> Tensor | None:
    """Return which token each row of the head predicts: the likely ones first, each part ascending.

    Returns:
        (vocabulary,) int64, or None where the likely tokens aren't known: then row i is token i.
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
