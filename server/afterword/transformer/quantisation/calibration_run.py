# pyright: basic
"""Runs a model on a text in torch, and returns what the quantisation of its weights needs to know.

Known models need none of this: what is measured comes with the program (``packed_measurements``).
"""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from afterword.transformer.fused_shapes import HEAD, fused_shapes
from afterword.transformer.fused_weights import ReadWeight, fused_weight
from afterword.transformer.quantisation.activation_statistics import likely_tokens, measure_inputs
from afterword.transformer.quantisation.column_balance import column_factors
from afterword.transformer.quantisation.grid_recovery import is_on_grids
from afterword.transformer.quantisation.int8_recipe import SampleTokens
from afterword.transformer.quantisation.quantised_store import MeasuredActivations
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


def measure_activations(
    configuration: ModelConfiguration,
    read: ReadWeight,
    sample_tokens: SampleTokens | None,
    *,
    keeps_grids: bool,
) -> MeasuredActivations:
    """Run a model on a text, and return what quantising its weights needs. See ``int8_recipe``."""
    sample = torch.as_tensor(sample_tokens()) if sample_tokens else _random_tokens(configuration)
    sample = sample[: min(_CALIBRATION_TOKENS, configuration.max_positions)]
    inputs = measure_inputs(configuration, read, sample)
    layers = [name for name in fused_shapes(configuration) if not name.startswith(HEAD)]
    on_grids = frozenset(
        name
        for name in layers
        if keeps_grids and is_on_grids(fused_weight(name, configuration, read, {}))
    )
    balanced = [*(name for name in layers if name not in on_grids), HEAD]
    has_rare_tokens = configuration.vocabulary_size > 2 * _LIKELY_TOKENS
    return MeasuredActivations(
        column_factors=_arrays(column_factors(balanced, configuration, read, inputs.rms)),
        likely_token_ids=(
            likely_tokens(configuration, read, inputs.hidden, count=_LIKELY_TOKENS).numpy()
            if sample_tokens and has_rare_tokens
            else None
        ),
        four_bit_names=on_grids,
    )


def _arrays(tensors: Mapping[str, Tensor]) -> dict[str, NDArray[np.float32]]:
    return {name: each.numpy() for name, each in tensors.items()}


def _random_tokens(configuration: ModelConfiguration) -> Tensor:
    generator = torch.Generator().manual_seed(_RANDOM_SEED)
    count = min(_RANDOM_TOKENS, configuration.max_positions)
    return torch.randint(configuration.vocabulary_size, (count,), generator=generator)
