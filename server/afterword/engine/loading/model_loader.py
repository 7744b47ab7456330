"""Loads a model onto what computes it: our own runtime, or transformers on the processor or a GPU.

Each model has run its first forwards when it is returned: they set up kernels and compile code, and
show whether a GPU works, before the first keystroke.
"""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.engine.loading.calibration import calibration_tokens, shipped_measurements
from afterword.engine.loading.device_choice import choose_placement, read_facts
from afterword.engine.loading.gpus import Gpu
from afterword.engine.tokens.token_model import TokenModel
from afterword.errors import DeviceUnavailableError, ModelFileError
from afterword.models.model_store import compiled_code_folder
from afterword.models.prepared_model import PreparedModel
from afterword.required_packages import require_packages
from afterword.settings.fields import Device

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from afterword.engine.tokens.text_encoder import TextEncoder
    from afterword.engine.tokens.transformers_model import TransformersModel
    from afterword.transformer.quantisation.adapted_store import Adapter

WARM_UP_ROUNDS = 3
"""How often the warm-up runs each kind of forward: TorchScript profiles the first two."""
_logger = logging.getLogger(__name__)


def load_on_gpu(
    prepared: PreparedModel, device: Device, gpus: Sequence[Gpu], adapter: "Adapter | None"
) -> "TransformersModel | None":
    """Load a model onto the GPU that is to compute it; None if the processor is.

    Raises:
        DeviceUnavailableError: ``device`` is a GPU that is not available, or that failed.
        MemoryShortageError: the model doesn't fit into that GPU's memory.
        ModelFileError: a file is damaged, or the adapter is of another model.
    """
    placement = choose_placement(device, read_facts(prepared.name, prepared.folder), gpus)
    if placement is None:
        return None
    from afterword.engine.tokens.transformers_model import TransformersModel

    name = placement.gpu.name
    try:
        file = adapter.file if adapter else None
        model = TransformersModel(
            prepared.folder, device=name, precision=placement.precision, adapter=file
        )
        _warm_up(model)
    except ModelFileError:
        raise
    except Exception as error:  # a driver may fail in any way
        if device is Device.AUTO:
            _logger.warning("%s failed, the processor serves: %s", name, type(error).__name__)
            return None
        raise DeviceUnavailableError(
            f"{prepared.name} can't run on {name} ({type(error).__name__}: {error}).",
            next_step='Set `device` to "cpu", or choose a smaller model.',
        ) from error
    return model


def load_with_transformers(folder: Path, adapter: "Adapter | None", *, threads: int) -> TokenModel:
    """Load a model whose architecture is not built in, onto the processor.

    Raises:
        EngineUnavailableError: torch is not installed.
    """
    require_packages(("torch", "transformers"), "The transformers library serves this model")
    import torch

    from afterword.engine.tokens.transformers_model import TransformersModel

    torch.set_num_threads(threads)
    model = TransformersModel(folder, adapter=adapter.file if adapter else None)
    _warm_up(model)
    return model


def load_own_runtime(
    prepared: PreparedModel,
    encoder_read: "Future[TextEncoder]",
    adapter: "Adapter | None",
    *,
    threads: int,
    before_compiling: "Callable[[], None]",
) -> TokenModel:
    """Load our own runtime; its weights are quantised the first time."""
    from afterword.engine.tokens.native_model import NativeModel
    from afterword.transformer.loading.runtime_loader import load_runtime

    model = NativeModel(
        load_runtime(
            prepared.folder,
            threads=threads,
            known_measurements=lambda: shipped_measurements(prepared.source_sha256),
            sample_tokens=lambda: calibration_tokens(prepared, encoder_read.result()),
            adapter=adapter,
            code_folder=compiled_code_folder(),
            before_compiling=before_compiling,
        )
    )
    _warm_up(model)
    return model


def _warm_up(model: TokenModel) -> None:
    sequence, shortlist_head = model.new_sequence(), model.shortlist_head([])
    for count in (model.prefill_chunk_tokens, 1) * WARM_UP_ROUNDS:
        if sequence.length + count > model.max_tokens:
            sequence.crop(0)
        states = sequence.read([0] * min(count, model.max_tokens))
        model.predict(states)
        if shortlist_head is not None:
            shortlist_head.predict(states)
