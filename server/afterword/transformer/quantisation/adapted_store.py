"""The int8 weights of a model with an adapter: those that change, in a store of their own.

All else stays the model's: the head, which is most of a small model, norms, biases, and the measurements
that weights are balanced by. So both are mapped from the same file, and share its memory.
"""

import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from afterword.transformer.adapted_weights import AdaptedWeights
from afterword.transformer.adapter_file import AdapterFile
from afterword.transformer.fused_shapes import fused_shapes
from afterword.transformer.fused_weights import ReadWeight
from afterword.transformer.quantisation.quantised_store import (
    MeasuredActivations,
    Panels,
    QuantisationRecipe,
    QuantisedWeights,
    open_quantised,
)
from afterword.transformer.reference.model_configuration import ModelConfiguration

_UNMEASURED: Final = MeasuredActivations(column_factors={}, likely_token_ids=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """An adapter to serve a model with."""

    name: str
    """Its name, for people."""
    file: AdapterFile
    folder: Path
    """The folder for its prepared weights, which exists."""


def open_adapted(
    adapter: Adapter,
    base: QuantisedWeights,
    *,
    configuration: ModelConfiguration,
    read: ReadWeight,
    sources: tuple[Path, ...],
    threads: int,
) -> QuantisedWeights:
    """Return a model's weights with an adapter merged into them, rounding those that change the first time.

    Weights on four-bit grids leave them: on grids of their own, most of what is added would be rounded
    away. They are int8 then, and take twice the memory.

    Args:
        adapter: the adapter, and where its weights are stored.
        base: the model's own.
        configuration: the model's configuration.
        read: reads the model's weights.
        sources: the files that ``read`` reads.
        threads: how many weights are rounded at a time.

    Raises:
        ModelFileError: the adapter is for another model, or is damaged.
    """
    adapted = AdaptedWeights(adapter.file, configuration, read)
    changed = adapted.fused_names
    measured = replace(base.measured, four_bit_names=base.measured.four_bit_names - changed)

    def quantise() -> QuantisedWeights:
        # Imported only when weights are made.
        from afterword.transformer.quantisation.weight_quantiser import quantise_weights

        made = quantise_weights(configuration, adapted.read, measured)
        return replace(made, norms_and_biases={}, measured=_UNMEASURED)

    shapes = fused_shapes(configuration)
    recipe = QuantisationRecipe(
        shapes={name: shape for name, shape in shapes.items() if name in changed},
        quantise=quantise,
        has_sample=False,
        sources=(*sources, adapter.file.path),
        keeps_grids=False,
        threads=threads,
        variant=f"{adapter.file.scale} {_checksum(measured)}",
    )
    own = open_quantised(adapter.folder, recipe)

    def panels(name: str) -> Panels:
        return own.panels(name) if name in changed else base.panels(name)

    return replace(base, panels=panels, measured=measured)


def _checksum(measured: MeasuredActivations) -> int:
    """Return a checksum of what weights are balanced by: rounded by others, they don't fit the norms."""
    checksum = 0
    for name, factors in sorted(measured.column_factors.items()):
        checksum = zlib.crc32(
            np.ascontiguousarray(factors).tobytes(), zlib.crc32(name.encode(), checksum)
        )
    return checksum
