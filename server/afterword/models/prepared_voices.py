"""What was made of voices to serve them: where it lies, how much it takes, and how it is removed.

It can be made again; the voices themselves are the writer's own, and stay.
"""

import shutil
from pathlib import Path

from afterword.errors import ModelStorageError
from afterword.models.cache_folder import size_of
from afterword.models.model_store import cache_home
from afterword.models.trained_models import is_possible_name


def prepared_voice_folder(name: str) -> Path:
    """Return the folder for what is made of a voice, which need not exist."""
    return cache_home() / "voices" / name


def make_prepared_voice_folder(name: str) -> Path:
    """Return the same folder, which then exists.

    Raises:
        ModelStorageError: it can't be made.
    """
    folder = prepared_voice_folder(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ModelStorageError(
            f"The cache folder {folder} can't be made: {error.strerror or error}.",
            next_step="Make it writable, or set AFTERWORD_CACHE_DIR to another folder.",
        ) from error
    return folder


def discard_prepared_voice(name: str) -> int:
    """Remove what was made of a voice; return how many bytes that frees, 0 if there was nothing.

    A server that uses it goes on, and it is made again when the voice is loaded again.

    Raises:
        ModelStorageError: it can't be removed.
    """
    folder = prepared_voice_folder(name)
    if not is_possible_name(name) or not folder.is_dir():
        return 0
    freed = size_of(folder)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise ModelStorageError(
            f"{folder} can't be removed: {error.strerror or error}.",
            next_step="Close the editors that write in this voice, and run it again.",
        ) from error
    return freed
