"""Builds a loaded engine from settings. The slow imports happen here."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.instructions.instruction_support import read_working_template
from afterword.engine.instructions.special_token_markup import MarkupEncoder
from afterword.engine.interface import BuildEngine, Engine, EnginePhase, EngineStatus, ReportStatus
from afterword.engine.loading.gpus import KNOWN_GPUS, Gpu
from afterword.engine.loading.voice_adapter import open_adapter
from afterword.engine.scheduling.memory_release import freeze_garbage_collector
from afterword.engine.tokens.tokenizer_file import TokenizerFile, read_tokenizer_file
from afterword.models.model_store import ModelStore, compiled_code_folder
from afterword.models.preparation_progress import PreparationProgress
from afterword.models.prepared_model import PreparedModel
from afterword.required_packages import require_local_packages, require_packages
from afterword.settings import Settings
from afterword.settings.fields import Device

if TYPE_CHECKING:
    from collections.abc import Callable

    from tokenizers import Tokenizer

    from afterword.engine.tokens.text_encoder import TextEncoder
    from afterword.engine.tokens.vocabulary import Vocabulary
    from afterword.transformer.quantisation.adapted_store import Adapter

logger = logging.getLogger(__name__)


def engine_builder(settings: Settings, *, gpus: Sequence[Gpu] = KNOWN_GPUS) -> BuildEngine:
    """Return a builder that prepares and loads the model that ``settings`` name for ghost text.

    A voice that they name is merged into its weights if it was tuned on that model. ``gpus`` are the kinds
    of GPU to choose from.
    """

    def build(report: ReportStatus) -> Engine:
        require_local_packages()
        from afterword.engine.loading.device_choice import named_gpu
        from afterword.transformer.compiled.background_compilation import BackgroundCompilation
        from afterword.transformer.precision import require_runtime

        require_runtime()

        def report_progress(progress: PreparationProgress) -> None:
            report(
                EngineStatus(
                    phase=EnginePhase.PREPARING, message=progress.message, percent=progress.percent
                )
            )

        named_gpu(settings.device, gpus)  # where it is missing, nothing is fetched for it
        with BackgroundCompilation(compiled_code_folder()) as compilation:
            prepared = ModelStore().prepare(settings.inline_model, report=report_progress)
            adapter = open_adapter(settings.voice, prepared) if settings.voice else None
            spoken = f" with the voice {adapter.name}" if adapter else ""
            message = f"Loading {prepared.name}{spoken}"
            report(EngineStatus(phase=EnginePhase.LOADING, message=message))
            return load_engine(
                prepared,
                adapter=adapter,
                threads=settings.threads,
                device=settings.device,
                gpus=gpus,
                before_compiling=compilation.finish,
            )

    return build


def load_engine(
    prepared: PreparedModel,
    *,
    threads: int,
    device: Device,
    adapter: "Adapter | None" = None,
    gpus: Sequence[Gpu] = KNOWN_GPUS,
    before_compiling: "Callable[[], None]" = lambda: None,
) -> Engine:
    """Load a prepared model, and what encodes and spells its tokens at the same time on another thread.

    Call it on the thread that will use the engine, or on one that ends.

    Args:
        prepared: the model.
        threads: how many threads run it on the processor; 0 takes one for each fast core.
        device: what is to compute it.
        adapter: the voice that it writes with; None loads the model as it is.
        gpus: the kinds of GPU to choose from.
        before_compiling: called before code is compiled, or read; may wait for who compiles it.

    Raises:
        DeviceUnavailableError: ``device`` is a GPU that is not available, or that failed.
        MemoryShortageError: the model doesn't fit into that GPU's memory.
        ModelFileError: a file of the model or of the adapter is damaged, or they don't fit each other.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        # Needed only until the tables beside the model have been made.
        content = cache(partial(read_tokenizer_file, prepared.folder))
        encoder_read = pool.submit(_open_encoder, prepared.folder, content)
        from afterword.engine.decoding.local_engine import LocalEngine
        from afterword.engine.loading.cpu import default_threads
        from afterword.engine.loading.model_loader import (
            load_on_gpu,
            load_own_runtime,
            load_with_transformers,
        )
        from afterword.engine.tokens.vocabulary_store import open_vocabulary
        from afterword.transformer.allocator import return_freed_memory
        from afterword.transformer.reference.families import Unsupported, read_configuration

        def read_spellings(size: int) -> "Vocabulary":
            vocabulary = open_vocabulary(prepared.folder, size=size, content=content)
            content.cache_clear()  # the encoder is open, for this thread does one after the other
            return_freed_memory()
            return vocabulary

        threads = threads or default_threads()
        where = f"{threads} threads"
        configuration = read_configuration(prepared.folder)
        on_gpu = load_on_gpu(prepared, device, gpus, adapter)
        if on_gpu is not None:
            model, where = on_gpu, on_gpu.device
            vocabulary_read = pool.submit(read_spellings, model.vocabulary_size)
        elif isinstance(configuration, Unsupported):
            reason = configuration.reason
            logger.warning("%s runs on transformers, slower: %s", prepared.name, reason)
            model = load_with_transformers(prepared.folder, adapter, threads=threads)
            vocabulary_read = pool.submit(read_spellings, model.vocabulary_size)
        else:
            vocabulary_read = pool.submit(read_spellings, configuration.vocabulary_size)
            model = load_own_runtime(
                prepared,
                encoder_read,
                adapter,
                threads=threads,
                before_compiling=before_compiling,
            )
        encoder, template = encoder_read.result(), read_working_template(prepared)
        engine: Engine = LocalEngine(
            model,
            MarkupEncoder(encoder, template.parts) if template else encoder,
            vocabulary_read.result(),
            model_name=prepared.name,
            voice=adapter.name if adapter else "",
            runtime=f"{model.precision}, {where}",
            bos_id=prepared.bos_token_id if prepared.prepends_bos else None,
            end_ids=frozenset(prepared.eos_token_ids),
        )
    freeze_garbage_collector()
    return engine if template is None else InstructedEngine(engine, template)


def _open_encoder(folder: Path, content: "Callable[[], TokenizerFile]") -> "TextEncoder":
    from afterword.engine.tokens.text_encoder_store import open_text_encoder
    from afterword.transformer.allocator import return_freed_memory

    encoder = open_text_encoder(folder, content=content, tokenizer=partial(_read_tokenizer, folder))
    return_freed_memory()
    return encoder


def _read_tokenizer(folder: Path) -> "Tokenizer":
    require_packages(("tokenizers",), "This model's texts are encoded by a library", extra="local")
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))
