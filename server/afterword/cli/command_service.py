"""A writing service for one command: reads settings, loads the model with a progress bar."""

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from afterword.cli.progress_bar import progress_bar, show_progress
from afterword.engine.loading.engine_builder import engine_builder
from afterword.engine.loading.paragraph_model import with_paragraph_model
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


def settings_from_files(*, model: str | None = None, folder: Path | None = None) -> Settings:
    """Return the settings of the files, with one model for all: ``model``, else ghost text's."""
    settings = read_settings(folder)
    return settings.with_one_model(model or settings.inline_model)


def settings_for_paragraphs(*, model: str | None = None, folder: Path | None = None) -> Settings:
    """Return the settings of the files, with one model for all: ``model``, else the paragraphs'."""
    settings = read_settings(folder)
    if model is None:
        model = with_paragraph_model(settings).paragraph_model
    return settings.with_one_model(model)


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncGenerator[WritingService]:
    """Yield a writing service with ghost text's model, whose loading is shown on stderr.

    A second model for paragraphs is loaded at its first request.

    Raises:
        EngineNotReadyError: the model could not be prepared or loaded.
    """
    ghost, paragraph = settings.inline_model, settings.paragraph_model
    second = None if paragraph == ghost else engine_builder(settings.with_one_model(paragraph))
    service = WritingService(settings, engine_builder(settings), build_paragraph_engine=second)
    try:
        with progress_bar() as progress:
            task = progress.add_task("Starting", total=None)
            service.start(partial(show_progress, progress, task))
            await service.wait_until_ready()
        yield service
    finally:
        service.close()
