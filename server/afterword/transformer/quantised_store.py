# pyright: basic
"""A model's int8 weights on disk beside it, so that the next start maps them instead of rounding.

One safetensors file that appears whole or not at all. Its header names the format and the files
that it was made from; one that doesn't match is made again.
"""

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from afterword.errors import ModelFileError
from afterword.transformer.linear import QuantisedRows, quantise_rows
from afterword.transformer.tensor_file import TensorFile, write_tensor_file

FORMAT_VERSION = 1
"""Counts up whenever the layout of the fused weights, or their rounding, changes."""

_FILE_NAME = "afterword-int8.safetensors"
_ABANDONED_AFTER_S = 3600
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to make a model's int8 weights from its files."""

    shapes: Mapping[str, tuple[int, int]]
    """(rows, columns) of each fused weight."""
    balance: Callable[[], Mapping[str, Tensor]]
    """Works out the column factors (``smoothing``) by linear name."""
    fuse: Callable[[str, Mapping[str, Tensor]], Tensor]
    """Builds a fused weight in floating point, under the column factors."""
    sources: tuple[Path, ...]
    """The files that all this reads; the store is made again when they change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantisedWeights:
    """A model's int8 weights, read one at a time."""

    rows: Callable[[str], QuantisedRows]
    """Gives the weight of that name; each call reads it again."""
    column_factors: Mapping[str, Tensor]
    """What the columns were multiplied by."""


def open_quantised(folder: Path, recipe: Recipe) -> QuantisedWeights:
    """Return the int8 weights of the model in ``folder``, making them the first time.

    Where the folder can't be written, they are made anew at each start.
    """
    path = folder / _FILE_NAME
    fingerprint = _fingerprint(recipe)
    stored = _open_matching(path, fingerprint)
    if stored is not None:
        return _from_store(stored)
    made = quantise(recipe)
    try:
        _write(path, recipe, made, fingerprint)
        return _from_store(TensorFile(path))
    except OSError as error:
        _logger.warning("quantised weights are not kept: %s", error.strerror)
    return made


def quantise(recipe: Recipe) -> QuantisedWeights:
    """Return int8 weights that are rounded when they are asked for, and kept nowhere."""
    factors = recipe.balance()
    return QuantisedWeights(
        rows=lambda name: quantise_rows(recipe.fuse(name, factors)), column_factors=factors
    )


def _from_store(stored: TensorFile) -> QuantisedWeights:
    factors = {
        name.removesuffix(".factors"): stored.read(name)
        for name in stored.names
        if name.endswith(".factors")
    }

    def rows(name: str) -> QuantisedRows:
        return QuantisedRows(
            values=stored.read(f"{name}.values"), scales=stored.read(f"{name}.scales")
        )

    return QuantisedWeights(rows=rows, column_factors=factors)


def _fingerprint(recipe: Recipe) -> str:
    """Tell whether files and layout are the ones seen before, without reading the files through."""
    stats = [(path.name, path.stat()) for path in recipe.sources]
    files = [f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats]
    layout = [f"{name}:{rows}x{columns}" for name, (rows, columns) in recipe.shapes.items()]
    return ";".join([*files, *layout])


def _open_matching(path: Path, fingerprint: str) -> TensorFile | None:
    try:
        stored = TensorFile(path)
    except ModelFileError:
        return None
    is_ours = stored.metadata.get("format_version") == str(FORMAT_VERSION)
    return stored if is_ours and stored.metadata.get("sources") == fingerprint else None


def _write(path: Path, recipe: Recipe, made: QuantisedWeights, fingerprint: str) -> None:
    _sweep_unfinished(path)
    entries: dict[str, tuple[torch.dtype, tuple[int, ...]]] = {
        f"{name}.factors": (torch.float32, tuple(factors.shape))
        for name, factors in made.column_factors.items()
    }
    for name, (rows, columns) in recipe.shapes.items():
        entries[f"{name}.values"] = (torch.int8, (rows, columns))
        entries[f"{name}.scales"] = (torch.float32, (rows,))

    def tensors() -> Iterator[Tensor]:
        yield from made.column_factors.values()
        for name in recipe.shapes:
            rounded = made.rows(name)
            yield rounded.values
            yield rounded.scales

    metadata = {"format_version": str(FORMAT_VERSION), "sources": fingerprint}
    write_tensor_file(path, entries, tensors(), metadata)


def _sweep_unfinished(path: Path) -> None:
    """Remove what a killed process left; a young file may be another's that is still at work."""
    for leftover in path.parent.glob(f"{path.name}.*.unfinished"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _ABANDONED_AFTER_S:
                leftover.unlink()
