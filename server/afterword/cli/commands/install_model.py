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
    """Delete a prepared model and what was downloaded for it; packages and own files stay.

    Raises:
        ModelNotFoundError: there is nothing of it in the cache.
    """
    freed = ModelStore().remove(arguments.model)
    if not freed:
        raise ModelNotFoundError(
            f"There is no {arguments.model} in the cache.", next_step="See: afterword models list"
        )
    print(f"{arguments.model} was removed: {freed / 1e6:,.0f} MB are free again.")
    return 0


def _print_progress(status: EngineStatus) -> None:
    json.dump({"message": status.message, "percent": status.percent}, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()
