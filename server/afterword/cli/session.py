"""A workshop for the length of one command: settings read, model loaded with a progress bar."""

import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from afterword.cli.progress_bar import progress_bar
from afterword.engine.building import engine_builder
from afterword.engine.protocol import EnginePhase, EngineStatus
from afterword.settings import Settings, load_settings
from afterword.writing.workshop import Workshop


def settings_from_files(*, model: str | None = None, folder: Path | None = None) -> Settings:
    """Return the settings of the user's and the project's files; faults go to stderr.

    ``model`` overrides theirs; the project is the one around ``folder``, else around the current one.
    """
    settings, problems = load_settings(folder)
    for problem in problems:
        print(f"afterword: {problem}", file=sys.stderr)
    return settings if model is None else settings.model_copy(update={"model": model})


@asynccontextmanager
async def open_workshop(settings: Settings) -> AsyncGenerator[Workshop]:
    """Yield a workshop whose model is loaded; what is done meanwhile is shown on stderr.

    Raises:
        EngineNotReadyError: the model could not be prepared or loaded.
    """
    workshop = Workshop(settings, engine_builder(settings))
    try:
        with progress_bar() as progress:
            task = progress.add_task("Starting", total=None)

            def show(status: EngineStatus) -> None:
                if status.phase in {EnginePhase.PREPARING, EnginePhase.LOADING}:
                    total = None if status.percent is None else 100
                    progress.update(
                        task, description=status.message, total=total, completed=status.percent or 0
                    )

            workshop.start(show)
            await workshop.wait_until_ready()
        yield workshop
    finally:
        workshop.close()
