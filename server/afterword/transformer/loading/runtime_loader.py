"""Loads a ``Runtime`` from a model's folder: chooses a precision, packs weights, compiles.

Torch is imported where it is needed only: to measure a model that is not known, and to serve where
compiled code can't run.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from afterword.errors import AfterwordError, ModelFileError
from afterword.required_packages import require_packages
from afterword.transformer.adapted_weights import AdaptedWeights
from afterword.transformer.allocator import returning_large_buffers
from afterword.transformer.fused_weights import ReadWeight
from afterword.transformer.loading.compiled_assembly import (
    assemble_compiled,
    can_run_compiled,
    keeps_grids,
)
from afterword.transformer.precision import (
    Precision,
    choose_precision,
    require_torch_beside_broken_numba,
)
from afterword.transformer.quantisation.adapted_store import Adapter, open_adapted
from afterword.transformer.quantisation.int8_recipe import (
    KnownMeasurements,
    SampleTokens,
    fits_panels,
    int8_recipe,
)
from afterword.transformer.quantisation.quantised_store import (
    QuantisedWeights,
    open_quantised,
)
from afterword.transformer.reference.families import Unsupported, read_configuration
from afterword.transformer.reference.model_configuration import ModelConfiguration
from afterword.transformer.reference.weight_folder import WeightFolder
from afterword.transformer.runtime import Runtime

_logger = logging.getLogger(__name__)


def load_runtime(
    folder: Path,
    *,
    threads: int,
    precision: Precision | None = None,
    sample_tokens: SampleTokens | None = None,
    known_measurements: KnownMeasurements | None = None,
    adapter: Adapter | None = None,
    code_folder: Path | None = None,
    before_compiling: Callable[[], None] = lambda: None,
) -> Runtime:
    """Load a model of one of our families.

    Call it on the thread that will use the runtime. Where torch serves, its number of threads is set
    for the whole process, and OpenMP keeps a team of threads for each calling thread: once there are
    more threads than processors, none of them waits actively between layers any more.

    Args:
        folder: holds ``config.json`` and safetensors in Hugging Face's layout.
        threads: the number of processor threads, at least 1.
        precision: the precision of the weights; None chooses by the processor.
        sample_tokens: called when int8 weights are made, the first time; without it tokens are
            drawn at random, and quantisation loses twice as much quality.
        known_measurements: called before, returns what was measured on such a text elsewhere.
        adapter: what is merged into the weights; None serves the model as it is.
        code_folder: the folder that keeps code compiled for this processor; None keeps none.
        before_compiling: called before code is compiled, or read from there.

    Raises:
        ModelFileError: a file is missing or damaged, or the architecture is not built in.
        EngineUnavailableError: the model needs torch, which is not installed.
    """
    configuration = read_configuration(folder)
    if isinstance(configuration, Unsupported):
        raise ModelFileError(f"The model in {folder} can't run here: {configuration.reason}.")
    weights = WeightFolder(folder, configuration)
    sources = (folder / "config.json", *(file.path for file in weights.files))
    can_be_int8 = fits_panels(configuration)
    if precision is None or (precision is Precision.INT8 and not can_be_int8):
        precision = choose_precision(can_be_int8=can_be_int8)
    if precision is not Precision.INT8:
        read = weights.read
        if adapter is not None:
            read = AdaptedWeights(adapter.file, configuration, weights.read).read
        return _assemble_float(weights, configuration, precision, read=read, threads=threads)
    recipe = int8_recipe(
        configuration,
        weights.read,
        sources,
        sample_tokens,
        known_measurements=known_measurements,
        keeps_grids=keeps_grids(configuration),
        threads=threads,
    )
    with returning_large_buffers():
        quantised = open_quantised(folder, recipe)
        if adapter is not None:
            quantised = open_adapted(
                adapter,
                quantised,
                configuration=configuration,
                read=weights.read,
                sources=sources,
                threads=recipe.threads,
            )
        return _assemble_int8(
            weights,
            configuration,
            quantised,
            threads=threads,
            code_folder=code_folder,
            before_compiling=before_compiling,
        )


def _assemble_float(
    weights: WeightFolder,
    configuration: ModelConfiguration,
    precision: Precision,
    *,
    read: ReadWeight,
    threads: int,
) -> Runtime:
    from afterword.transformer.loading.scripted_assembly import assemble_float

    with returning_large_buffers():
        return assemble_float(configuration, read, weights.token_rows, precision, threads=threads)


def _assemble_int8(
    weights: WeightFolder,
    configuration: ModelConfiguration,
    quantised: QuantisedWeights,
    *,
    threads: int,
    code_folder: Path | None,
    before_compiling: Callable[[], None],
) -> Runtime:
    """Make a runtime of compiled code where it can run, else of torch's kernels."""
    if can_run_compiled(configuration):
        before_compiling()
        try:
            return assemble_compiled(
                configuration,
                weights.token_rows,
                quantised,
                threads=threads,
                code_folder=code_folder,
            )
        except AfterwordError:
            raise
        except Exception as error:  # noqa: BLE001 - a compiler may fail in any way; torch's kernels never need one
            if isinstance(error, ImportError):
                require_torch_beside_broken_numba(error)
            require_packages(
                ("torch",), f"Code can't be compiled here ({type(error).__name__}: {error})"
            )
            _logger.warning("compiled code can't be had, torch's serves: %s", type(error).__name__)
    require_packages(("torch",), "The sizes of this model's layers don't fit compiled code")
    from afterword.transformer.loading.scripted_assembly import assemble_int8

    return assemble_int8(
        configuration, weights.read, weights.token_rows, quantised, threads=threads
    )
