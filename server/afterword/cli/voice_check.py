"""Checks whether ghost text's thresholds hold for a voice that was just tuned, and says the result."""

import asyncio
import sys
from collections.abc import Sequence

from afterword.cli.progress_bar import progress_bar
from afterword.engine.loading.engine_builder import engine_builder
from afterword.errors import AfterwordError
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.settings import Settings
from afterword.study.evaluating.runs.voice_calibration import calibrate_voice
from afterword.study.training.corpora import CorpusDocument


def check_thresholds(
    voice: VoiceFolder, documents: Sequence[CorpusDocument], settings: Settings, *, places: int
) -> tuple[str, str] | None:
    """Compare the voice with its base on held-out documents; it gets thresholds of its own where it needs them.

    The voice is saved already, so a failure is told and is no error.

    Returns:
        A row for the voice's card; None if it could not be checked.
    """
    try:
        with progress_bar() as progress:
            task = progress.add_task("Checking the thresholds", total=None)

            def on_progress(what: str, done: int, total: int) -> None:
                bound = total if total > 1 else None
                progress.update(task, description=what.capitalize(), completed=done, total=bound)

            found = asyncio.run(
                calibrate_voice(
                    voice,
                    documents,
                    settings,
                    engine_builder=engine_builder,
                    on_progress=on_progress,
                    places=places,
                )
            )
    except (AfterwordError, OSError) as error:
        print(
            f"The voice is saved, and has the thresholds of its base: they could not be checked. {error}",
            file=sys.stderr,
        )
        return None
    return found.row()
