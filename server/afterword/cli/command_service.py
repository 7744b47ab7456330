"""A writing service for one command: reads settings, loads the model with a progress bar."""

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from afterword.cli.progress_bar import progress_bar, show_progress
from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.loading.paragraph_model import with_paragraph_model
from afterword.engine.loading.voice_choice import choose_voices, is_same_model
from afterword.engine.loading.voice_fallback import builders_with_voices
from afterword.errors import ModelNotFoundError
from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_folder import find_voice
from afterword.settings import Settings, load_settings
from afterword.writing.service import WritingService


def read_settings(folder: Path | None = None) -> Settings:
    """Return the settings of the user's and the project's files; faults go to stderr.

    The project is the one around ``folder``, else around the current one.
    """
    settings, problems = load_settings(folder)
    for problem in problems:
        print(f"afterword: {problem}", file=sys.stderr)
    return settings


def settings_from_files(
    *, model: str | None = None, voice: str | None = None, folder: Path | None = None
) -> Settings:
    """Return the settings of the files, with one model for all: ``model``, else ghost text's.

    A ``voice`` that is given brings its own model.

    Raises:
        ModelError: there is no such voice, it is damaged, or it was tuned on another model.
    """
    settings, model = _with_voice_of_command(read_settings(folder), model, voice)
    return settings.with_one_model(model or settings.inline_model)


def settings_for_paragraphs(
    *, model: str | None = None, voice: str | None = None, folder: Path | None = None
) -> Settings:
    """Return the settings of the files, with one model for all: ``model``, else the paragraphs'.

    A ``voice`` that is given brings its own model.

    Raises:
        ModelError: there is no such voice, it is damaged, or it was tuned on another model.
    """
    settings, model = _with_voice_of_command(read_settings(folder), model, voice)
    if model is None:
        model = with_paragraph_model(settings).paragraph_model
    return settings.with_one_model(model)


def _with_voice_of_command(
    settings: Settings, model: str | None, voice: str | None
) -> tuple[Settings, str | None]:
    """Return settings with the voice of the command line, and its model; None leaves both as they are."""
    if voice is None:
        return settings, model
    if voice:
        base = find_voice(voices_root(), voice).read().card.base_name
        if model is not None and not is_same_model(model, base):
            raise ModelNotFoundError(
                f"The voice {voice} was tuned on {base}, not on {model}.",
                next_step="Leave out --model.",
            )
        model = base
    return settings.with_voice(voice), model


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncGenerator[WritingService]:
    """Yield a writing service with ghost text's model, whose loading is shown on stderr.

    A second model for paragraphs is loaded at its first request. A voice that can't be used is reported on
    stderr, and the model writes as it is.

    Raises:
        EngineNotReadyError: the model could not be prepared or loaded.
    """
    voices = choose_voices(settings)
    build_engine, build_paragraph_engine = builders_with_voices(engine_builder, settings, voices)
    service = WritingService(
        settings, build_engine, build_paragraph_engine=build_paragraph_engine, voices=voices
    )
    try:
        with progress_bar() as progress:
            task = progress.add_task("Starting", total=None)
            service.start(partial(show_progress, progress, task))
            await service.wait_until_ready()
        if service.voice_problem:
            print(f"afterword: {service.voice_problem}", file=sys.stderr)
        yield service
    finally:
        service.close()
