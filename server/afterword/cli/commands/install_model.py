"""``afterword models install`` and ``remove``: what takes and frees disk space."""

import json
import sys
from argparse import Namespace
from functools import partial

from afterword.cli.command_service import read_settings
from afterword.cli.progress_bar import progress_bar, show_progress
from afterword.engine.interface import EngineStatus
from afterword.engine.loading.model_installation import install_model
from afterword.errors import ModelNotFoundError
from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import ModelStore
from afterword.models.prepared_voices import discard_prepared_voice
from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_folder import find_voice, voice_names


def run_install(arguments: Namespace) -> int:
    """Fetch and prepare a model of the catalogue; with ``--json``, each progress is a line."""
    name, settings = str(arguments.model), read_settings()
    if arguments.json:
        install_model(name, settings, _print_progress)
        return 0
    with progress_bar() as progress:
        task = progress.add_task(f"Installing {name}", total=100)
        prepared = install_model(name, settings, partial(show_progress, progress, task))
    entry = CATALOGUE[name]
    print(f"{name} is ready in {prepared.folder} ({entry.licence}, {entry.licence_url}).")
    return 0


def run_remove(arguments: Namespace) -> int:
    """Delete a prepared model or voice, and what was downloaded for it; packages and own files stay.

    Raises:
        ModelNotFoundError: there is nothing of it in the cache.
    """
    name = str(arguments.model)
    freed = ModelStore().remove(name) + discard_prepared_voice(name)
    if not freed:
        raise ModelNotFoundError(
            f"There is no {name} in the cache.", next_step="See: afterword models list"
        )
    print(f"{name} was removed from the cache: {freed / 1e6:,.0f} MB are free again.")
    if name in voice_names(voices_root()):
        folder = find_voice(voices_root(), name).path
        print(f"The voice itself stays. To be rid of it, delete {folder}")
    return 0


def _print_progress(status: EngineStatus) -> None:
    json.dump({"message": status.message, "percent": status.percent}, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()
