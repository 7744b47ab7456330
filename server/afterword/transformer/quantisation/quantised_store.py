"""The store of a model's int8 and four-bit weights on disk, so that the next start only maps them.

It also holds norms and biases, ready for serving: with it, only the embedding's rows are still read
from the model's own files, and nothing needs torch. Torch makes a store.

It is one safetensors file in the model's folder, written atomically. Its header holds the format and
a fingerprint of the files that it was made from; a store that doesn't match is made again.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from afterword.errors import ModelFileError
from afterword.made_ahead import made_ahead
from afterword.transformer.derived_file import (
    SOURCES,
    open_derived,
    read_or_make,
    source_version,
    write_derived,
)
from afterword.transformer.fused_shapes import HEAD
from afterword.transformer.quantisation.four_bit_panels import FourBitPanels, four_bit_shape
from afterword.transformer.quantisation.int8_panels import Int8Panels, panel_shape
from afterword.transformer.tensor_file import TensorFile, TensorShape, shape_of

FORMAT_VERSION = 8
"""The version of the store: it is raised whenever the layout or quantisation of weights changes."""

_FILE_NAME = "afterword-int8.safetensors"
_LIKELY = "likely_token_ids"
_INT8, _GRIDS = ".panels", ".grids"
"""The endings of stored weights' names, by their kind."""
_FACTORS, _VECTOR = ".factors", ".vector"
"""The endings of the names of column factors, and of norms and biases."""

_ABANDONED_AFTER_S = 3600
"""The age in seconds at which an unfinished file counts as left behind by a process that ended."""
_logger = logging.getLogger(__name__)

Panels = Int8Panels | FourBitPanels
"""A weight in the layout of compiled code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredActivations:
    """The measurements of a run of the model on some text."""

    column_factors: Mapping[str, NDArray[np.float32]]
    """The factors of ``column_balance``, (columns,) by linear name."""
    likely_token_ids: NDArray[np.int64] | None
    """The likeliest tokens, (n,) ascending; None if not known. Their rows come first in the head."""
    four_bit_names: frozenset[str] = frozenset()
    """The linear names of weights that are on four-bit grids, and stay in four bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantisedWeights:
    """A model's int8 weights, read one at a time."""

    panels: Callable[[str], Panels]
    """Returns the weight of a name; each call reads it again."""
    norms_and_biases: Mapping[str, NDArray[np.float32]]
    """The norms and biases of ``norms_and_biases``, by name."""
    measured: MeasuredActivations
    """The measurements that they were quantised with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantisationRecipe:
    """The recipe for a model's int8 weights: how to make them from its files."""

    shapes: Mapping[str, tuple[int, int]]
    """The shape (rows, columns) of each fused weight, by name."""
    quantise: Callable[[], QuantisedWeights]
    """Measures the model on some text; returns weights that are quantised at each call."""
    has_sample: bool
    """Whether ``quantise`` has real text; if so, a store that was made without is made again."""
    sources: tuple[Path, ...]
    """The files that the weights are read from; the store is made again when they change."""
    keeps_grids: bool
    """Whether ``quantise`` looks for weights on four-bit grids."""
    threads: int = 1
    """How many weights are made at a time."""
    variant: str = ""
    """Whatever else the weights depend on; the store is made again when it changes."""

    @property
    def vocabulary_size(self) -> int:
        """The number of rows of all parts of the output head: one for each token."""
        is_head = f"{HEAD}."
        return sum(rows for name, (rows, _) in self.shapes.items() if name.startswith(is_head))


def open_quantised(folder: Path, recipe: QuantisationRecipe) -> QuantisedWeights:
    """Return the quantised weights of the model in ``folder``, making them the first time.

    If the folder can't be written, they are made again at each start.
    """
    path = folder / _FILE_NAME
    fingerprint = _fingerprint(recipe)

    def read() -> QuantisedWeights | None:
        stored = _open_usable(path, fingerprint, recipe)
        return None if stored is None else _from_store(stored)

    def make() -> QuantisedWeights:
        made = recipe.quantise()
        try:
            _write(path, recipe, made, fingerprint)
            return _from_store(TensorFile(path))
        except OSError as error:
            _logger.warning("quantised weights are not kept: %s", error.strerror)
        return made

    return read_or_make(path, read=read, make=make)


def stored_bytes(folder: Path) -> int | None:
    """Return the size in bytes of the store in ``folder``; None if there is none.

    It may have been made from other files: this is checked when it is loaded, not here.
    """
    path = folder / _FILE_NAME
    try:
        is_ours = TensorFile(path).metadata.get("format_version") == str(FORMAT_VERSION)
        return path.stat().st_size if is_ours else None
    except (ModelFileError, OSError):
        return None


def _from_store(stored: TensorFile) -> QuantisedWeights:
    factors = _read_all(stored, _FACTORS)
    on_grids = frozenset(
        name.removesuffix(_GRIDS) for name in stored.names if name.endswith(_GRIDS)
    )

    def panels(name: str) -> Panels:
        scales = stored.read(f"{name}.scales")
        if name in on_grids:
            return FourBitPanels(panels=stored.read(name + _GRIDS), scales=scales)
        sums = stored.read(f"{name}.sums")
        return Int8Panels(panels=stored.read(name + _INT8), scales=scales, sums=sums)

    likely = np.array(stored.read(_LIKELY)) if _LIKELY in stored.names else None
    measured = MeasuredActivations(
        column_factors=factors, likely_token_ids=likely, four_bit_names=on_grids
    )
    return QuantisedWeights(
        panels=panels, norms_and_biases=_read_all(stored, _VECTOR), measured=measured
    )


def _read_all(stored: TensorFile, ending: str) -> dict[str, NDArray[np.float32]]:
    """Return copies of the small tensors with this ending of their names."""
    return {
        name.removesuffix(ending): np.array(stored.read(name))
        for name in stored.names
        if name.endswith(ending)
    }


def _fingerprint(recipe: QuantisationRecipe) -> str:
    """Return a text that changes with the source files and the layout, without reading the files."""
    files = [f"{path.name}:{source_version(path)}" for path in recipe.sources]
    layout = [f"{name}:{rows}x{columns}" for name, (rows, columns) in recipe.shapes.items()]
    kinds = ["grids"] if recipe.keeps_grids else []
    variants = [recipe.variant] if recipe.variant else []
    return ";".join([*files, *layout, *kinds, *variants])


def _open_usable(path: Path, fingerprint: str, recipe: QuantisationRecipe) -> TensorFile | None:
    """Return the store if it holds what the recipe makes."""
    stored = open_derived(path, fingerprint)
    if stored is None or stored.metadata.get("format_version") != str(FORMAT_VERSION):
        return None
    if recipe.has_sample and stored.metadata.get("has_sample") != str(True):
        return None
    if _LIKELY in stored.names and not _are_token_ids(stored.read(_LIKELY), recipe.vocabulary_size):
        _logger.warning("%s names tokens that there are not, and is made again", path.name)
        return None
    return stored


def _are_token_ids(numbers: NDArray[np.int64], vocabulary_size: int) -> bool:
    """Return whether numbers are ids of tokens, ascending: compiled code writes at the places that they say."""
    is_ascending = bool((np.diff(numbers) > 0).all())
    return is_ascending and (not len(numbers) or 0 <= numbers[0] <= numbers[-1] < vocabulary_size)


def _write(
    path: Path, recipe: QuantisationRecipe, made: QuantisedWeights, fingerprint: str
) -> None:
    _remove_unfinished(path)
    likely = made.measured.likely_token_ids
    small = {
        **{name + _FACTORS: each for name, each in made.measured.column_factors.items()},
        **{name + _VECTOR: each for name, each in made.norms_and_biases.items()},
        **({} if likely is None else {_LIKELY: likely}),
    }
    # Large weights come first: their sizes are multiples of 64 bytes, so that they begin at cache lines.
    entries: dict[str, TensorShape] = {}
    numbers = np.dtype(np.float32)
    for name, (rows, columns) in recipe.shapes.items():
        if name in made.measured.four_bit_names:
            entries[name + _GRIDS] = (np.dtype(np.uint8), four_bit_shape(rows, columns))
        else:
            entries[name + _INT8] = (np.dtype(np.uint8), panel_shape(rows, columns))
            entries[f"{name}.sums"] = (numbers, (rows,))
        entries[f"{name}.scales"] = (numbers, (rows,))
    entries |= {name: shape_of(each) for name, each in small.items()}

    def tensors() -> Iterator[NDArray[Any]]:
        for rounded in made_ahead(made.panels, recipe.shapes, threads=recipe.threads):
            yield rounded.panels
            if isinstance(rounded, Int8Panels):
                yield rounded.sums
            yield rounded.scales
        yield from small.values()

    metadata = {
        "format_version": str(FORMAT_VERSION),
        SOURCES: fingerprint,
        "has_sample": str(recipe.has_sample),
    }
    write_derived(path, entries, tensors(), metadata)


def _remove_unfinished(path: Path) -> None:
    """Remove unfinished files of processes that ended; a young one may still be in use."""
    for leftover in path.parent.glob(f"{path.name}.*.unfinished"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _ABANDONED_AFTER_S:
                leftover.unlink()
