"""Models that were trained on this machine: their folders, and the names that they may have.

They are the writer's own work, so their place is among the user's data and not in the cache.
"""

import os
import re
from pathlib import Path
from typing import Final

import platformdirs

from afterword.errors import ModelNotFoundError
from afterword.models.catalogue import CATALOGUE

DATA_VARIABLE: Final = "AFTERWORD_DATA_DIR"
_NAME: Final = re.compile(r"[\w][\w.-]{0,63}(?<!\.)")
_TAKEN_SUFFIXES: Final = (".gguf", ".bin", ".pt", ".pth", ".ckpt", ".pkl")
"""Endings that no name may have, because a setting with one of them is the path of a file."""


def trained_root() -> Path:
    """Return the folder for trained models: in ``AFTERWORD_DATA_DIR``, or the user's data."""
    return data_home() / "models"


def data_home() -> Path:
    """Return the folder for what is the writer's own."""
    chosen = os.environ.get(DATA_VARIABLE)
    return Path(chosen).expanduser() if chosen else platformdirs.user_data_path("afterword")


def new_trained_folder(root: Path, name: str) -> Path:
    """Return the folder for a new model of that name; nothing is created.

    Raises:
        ModelNotFoundError: no model could be found under such a name.
    """
    if name in CATALOGUE:
        raise ModelNotFoundError(
            f"{name} is the name of a model in the catalogue.", next_step="Choose another name."
        )
    if not _NAME.fullmatch(name) or name.lower().endswith(_TAKEN_SUFFIXES):
        raise ModelNotFoundError(
            f"{name!r} can't be the name of a model.",
            next_step="Use up to 64 letters, digits, dots, dashes and underscores.",
        )
    return root / name


def find_trained(root: Path, name: str) -> Path | None:
    """Return the folder of a model that was trained here; None if there is none of that name."""
    folder = root / name
    return folder if _NAME.fullmatch(name) and is_complete(folder) else None


def trained_names(root: Path) -> list[str]:
    """Return the names of all models that were trained here."""
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if find_trained(root, path.name))


def is_complete(folder: Path) -> bool:
    """Tell whether a training has saved its model in ``folder``: ``config.json`` is written last."""
    return (folder / "config.json").is_file()
