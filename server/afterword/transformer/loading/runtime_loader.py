# pyright: basic
"""Loads a ``Runtime`` from a model's folder: chooses a precision, packs weights, compiles."""

import contextlib
import logging
import warnings
from collections.abc import Generator
from pathlib import Path

import torch

from afterword.errors import AfterwordError, ModelFileError
from afterword.transformer.allocator import returning_large_buffers
from afterword.transformer.fused_weights import ReadWeight
from afterword.transformer.loading.compiled_assembly import (
    assemble_compiled,
    can_run_compiled,
    keeps_grids,
)
from afterword.transformer.loading.scripted_assembly import assemble_float, assemble_int8
from afterword.transformer.precision import choose_precision, has_bfloat16
from afterword.transformer.quantisation.int8_recipe import SampleTokens, fits_panels, int8_recipe
from afterword.transformer.quantisation.quantised_store import QuantisedWeights, open_quantised
from afterword.transformer.reference.families import Unsupported, read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.weights import WeightFolder
from afterword.transformer.runtime import Runtime
from afterword.transformer.serving_interfaces import TokenRows
from afterword.transformer.torchscript.linear_layers import Precision

_logger = logging.getLogger(__name__)


def load_runtime(
    folder: Path,
    *,
    threads: int,
    precision: Precision | None = None,
    sample_tokens: SampleTokens | None = None,
    code_folder: Path | None = None,
) -> Runtime:
    """Load a model of one of our families.

    Sets torch's number of threads for the whole process. Call it on the thread that will use the
    runtime: OpenMP keeps a team of threads for each calling thread, and once there are more threads
    than processors, none of them waits actively between layers any more.

    Args:
        folder: holds ``config.json`` and safetensors in Hugging Face's layout.
        threads: the number of processor threads, at least 1.
        precision: the precision of the weights; None chooses by the processor.
        sample_tokens: called when int8 weights are made, the first time; without it tokens are
            drawn at random, and quantisation loses twice as much quality.
        code_folder: the folder that keeps code compiled for this processor; None keeps none.

    Raises:
        ModelFileError: a file is missing or damaged, or the architecture is not built in.
    """
    configuration = read_configuration(folder)
    if isinstance(configuration, Unsupported):
        raise ModelFileError(f"The model in {folder} can't run here: {configuration.reason}.")
    torch.set_num_threads(threads)
    chosen = precision or choose_precision()
    if chosen is Precision.INT8 and not fits_panels(configuration):
        chosen = Precision.BFLOAT16 if has_bfloat16() else Precision.FLOAT32
    weights = WeightFolder(folder, configuration)
    read, token_rows = weights.read, weights.token_rows
    with _without_deprecations(), returning_large_buffers():
        if chosen is Precision.INT8:
            sources = (folder / "config.json", *(file.path for file in weights.files))
            recipe = int8_recipe(
                configuration,
                read,
                sources,
                sample_tokens,
                keeps_grids=keeps_grids(configuration),
            )
            quantised = open_quantised(folder, recipe)
            return _assemble_int8(
                configuration, read, token_rows, quantised, threads=threads, code_folder=code_folder
            )
        return assemble_float(configuration, read, token_rows, chosen, threads=threads)


def _assemble_int8(
    configuration: ModelConfiguration,
    read: ReadWeight,
    token_rows: TokenRows,
    quantised: QuantisedWeights,
    *,
    threads: int,
    code_folder: Path | None,
) -> Runtime:
    """Make a runtime of compiled code where it can run, else of torch's kernels."""
    if can_run_compiled(configuration):
        try:
            return assemble_compiled(
                configuration, read, token_rows, quantised, threads=threads, code_folder=code_folder
            )
        except AfterwordError:
            raise
        except Exception as error:  # noqa: BLE001 - a compiler may fail in any way; torch's kernels never need one
            _logger.warning("compiled code can't be had, torch's serves: %s", type(error).__name__)
            torch.set_num_threads(threads)
    return assemble_int8(configuration, read, token_rows, quantised, threads=threads)


@contextlib.contextmanager
def _without_deprecations() -> Generator[None]:
    """Keep torch's notices about TorchScript and quantised tensors off the writer's terminal.

    Both are deprecated upstream and have no successor that needs no compiler; we pin torch. See
    https://github.com/pytorch/pytorch/issues/184982.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*quantize_per_tensor")
        warnings.filterwarnings("ignore", message=".*torch.jit", category=DeprecationWarning)
        yield
