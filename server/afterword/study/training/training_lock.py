"""Keeps two processes from training one thing, and turns disk errors into ours."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from afterword.errors import ModelError, ModelStorageError
from afterword.models.trained_models import DATA_VARIABLE


@contextmanager
def locked_for_training(folder: Path) -> Generator[None]:
    """Make the folder of a model or a voice, and lock it against other training processes.

    Raises:
        ModelError: another process holds the lock.
        ModelStorageError: what is done meanwhile raises OSError.
    """
    try:
        (folder / "training").mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "training" / ".lock", timeout=0):
            yield
    except Timeout as error:
        raise ModelError(
            f"Another process is training {folder.name}.",
            next_step="Wait for it or end it, or take another name.",
        ) from error
    except OSError as error:
        raise ModelStorageError(
            f"{error.filename or folder} can't be written: "
            f"{os.strerror(error.errno) if error.errno else error}.",
            next_step=f"Make room, or set {DATA_VARIABLE} to a folder on another disk.",
        ) from error
