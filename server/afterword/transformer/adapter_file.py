"""A low-rank adapter in PEFT's format: what it adds to which weights of a model.

Beside a frozen weight W an adapter learns B·A, of a small rank (LoRA: Hu et al. 2021,
https://arxiv.org/abs/2106.09685). Merged, W + scale·B·A costs no more than W. Knows nothing of families
of models: weights have the names that they have in the model's own files.
"""

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from afterword.errors import ModelFileError
from afterword.transformer.tensor_file import TensorFile, to_float32

_PREFIX: Final = "base_model.model."
"""PEFT's own prefix of each name."""
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"
"""The endings of A's and B's names."""


class AdapterFile:
    """``adapter_model.safetensors``, opened for reading."""

    def __init__(self, path: Path, *, scale: float) -> None:
        """Read the header.

        Args:
            path: the file.
            scale: the factor of all that it adds: alpha / rank.

        Raises:
            ModelFileError: the file is missing or damaged, or holds more than an adapter of linear layers.
        """
        self.path = path
        self.scale = scale
        try:
            self._file = TensorFile(path)
        except ModelFileError as error:
            raise self.fault("it is missing or damaged") from error
        stored = self._file.names
        parts = {name.removesuffix(_DOWN).removesuffix(_UP) for name in stored}
        if not parts or {part + ending for part in parts for ending in (_DOWN, _UP)} != {*stored}:
            raise self.fault("it doesn't hold pairs of low-rank weights, and these alone")
        self.weights: Final = frozenset(f"{part.removeprefix(_PREFIX)}.weight" for part in parts)
        """The names of the weights that it adds to."""

    def shape_of(self, name: str) -> tuple[int, int]:
        """Return the shape of what is added to a weight: (out, in).

        Raises:
            ModelFileError: the pair's shapes don't fit each other.
        """
        down, up = self._pair(name)
        return up.shape[0], down.shape[1]

    def addend(self, name: str) -> NDArray[np.float32]:
        """Return what is added to a weight: (out, in).

        Raises:
            ModelFileError: the pair's shapes don't fit each other, or its numbers are none.
        """
        down, up = (to_float32(each) for each in self._pair(name))
        if not (np.isfinite(down).all() and np.isfinite(up).all()):
            raise self.fault(f"its {name} holds numbers that are infinite or none")
        return np.float32(self.scale) * (up @ down)

    def fault(self, reason: str) -> ModelFileError:
        """Return the error that says why the file can't be used."""
        return ModelFileError(
            f"The adapter {self.path} can't be used: {reason}.",
            next_step="Tune the voice again, or choose another one.",
        )

    def _pair(self, name: str) -> tuple[NDArray[np.generic], NDArray[np.generic]]:
        """Return A, (rank, in), and B, (out, rank), in their stored type."""
        part = f"{_PREFIX}{name.removesuffix('.weight')}"
        try:
            down, up = self._file.read(part + _DOWN), self._file.read(part + _UP)
        except ModelFileError as error:
            raise self.fault(f"it holds no weights for {name} that can be read") from error
        if down.ndim != 2 or up.ndim != 2 or down.shape[0] != up.shape[1]:
            raise self.fault(f"its weights for {name} don't fit each other")
        return down, up
