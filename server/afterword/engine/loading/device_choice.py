"""Chooses what computes a model: the processor, or a GPU. Knows nothing of torch.

A token on a GPU waits for the processor too: it starts each of a model's hundreds of operations, from
Python, however few weights they multiply. See the record on GPUs in ``docs/decisions.md``.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.engine.loading.gpus import Gpu
from afterword.errors import DeviceUnavailableError, MemoryShortageError
from afterword.settings.fields import Device
from afterword.transformer.precision import Precision
from afterword.transformer.quantisation.footprint import count_weights
from afterword.transformer.reference.families import Unsupported, read_configuration, read_family

GPU_FROM_WEIGHTS: Final = 1_000_000_000
"""The number of weights from which ``auto`` takes a GPU for a model that our own code can run too."""
BESIDE_WEIGHTS_BYTES: Final = 1_000_000_000
"""Bytes of a GPU's memory that a model needs beside its weights: the driver's own, kernels, prefix
cache, logits."""
_MEGABYTE: Final = 1_000_000
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What the choice depends on."""

    name: str
    family: str
    """Hugging Face's ``model_type``."""
    weights: int
    is_built_in: bool
    """Whether our own code runs it; otherwise transformers does, wherever it is computed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A GPU, and the element type that a model's weights have there."""

    gpu: Gpu
    precision: Precision


def read_facts(name: str, folder: Path) -> ModelFacts:
    """Return the facts of a prepared model, from its files' headers.

    Raises:
        ModelFileError: a file is missing or damaged.
    """
    return ModelFacts(
        name=name,
        family=read_family(folder),
        weights=count_weights(folder),
        is_built_in=not isinstance(read_configuration(folder), Unsupported),
    )


def choose_placement(device: Device, model: ModelFacts, gpus: Sequence[Gpu]) -> Placement | None:
    """Return the GPU that is to compute a model; None for the processor.

    Raises:
        DeviceUnavailableError: the device is a GPU that is not available, or does not answer.
        MemoryShortageError: the model doesn't fit into that GPU's memory.
    """
    if device is Device.AUTO:
        return _placement_that_helps(model, gpus)
    gpu = named_gpu(device, gpus)
    if gpu is None:
        return None
    try:
        placement, free = _place(model, gpu), gpu.free_bytes()
    except Exception as error:  # a driver may fail in any way
        raise DeviceUnavailableError(
            f"{gpu.name} does not answer ({type(error).__name__}: {error}).", next_step=gpu.fix
        ) from error
    needed = _needed_bytes(model, placement.precision)
    if needed > free:
        raise MemoryShortageError(
            f"{model.name} needs about {needed // _MEGABYTE:,} MB of the memory of {gpu.describe()}, "
            f"and {free // _MEGABYTE:,} MB are free.",
            next_step="Close other programs that use it, choose a smaller model, or set `device` "
            'to "auto".',
        )
    return placement


def named_gpu(device: Device, gpus: Sequence[Gpu]) -> Gpu | None:
    """Return the GPU that the settings name; None if they name none.

    Raises:
        DeviceUnavailableError: it is not available.
    """
    gpu = next((each for each in gpus if each.name == device), None)
    if gpu is not None and not gpu.is_available():
        raise DeviceUnavailableError(
            f'`device` is "{device}", and torch finds no such GPU here.', next_step=gpu.fix
        )
    return gpu


def find_gpu(gpus: Sequence[Gpu]) -> Gpu | None:
    """Return the first GPU that is available; torch is imported only where one may be there."""
    return next((gpu for gpu in gpus if gpu.may_be_there() and gpu.is_available()), None)


def _placement_that_helps(model: ModelFacts, gpus: Sequence[Gpu]) -> Placement | None:
    if model.is_built_in and model.weights < GPU_FROM_WEIGHTS:
        return None
    try:
        gpu = find_gpu(gpus)
        if gpu is None:
            return None
        placement = _place(model, gpu)
        fits = _needed_bytes(model, placement.precision) <= gpu.free_bytes()
    except Exception as error:  # noqa: BLE001 - a driver may fail in any way; the processor needs none
        _logger.warning("the GPU can't be used, the processor serves: %s", type(error).__name__)
        return None
    return placement if fits else None


def _place(model: ModelFacts, gpu: Gpu) -> Placement:
    if gpu.multiplies_bfloat16():
        return Placement(gpu=gpu, precision=Precision.BFLOAT16)
    # The hidden states of Gemma's models exceed the largest number of float16.
    is_wide = model.family.startswith("gemma")
    return Placement(gpu=gpu, precision=Precision.FLOAT32 if is_wide else Precision.FLOAT16)


def _needed_bytes(model: ModelFacts, precision: Precision) -> int:
    return model.weights * precision.size_bytes + BESIDE_WEIGHTS_BYTES
