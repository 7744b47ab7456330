"""Models and voices that were trained on this machine: their folders, and the names they may have.

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


def voices_root() -> Path:
    """Return the folder for voices, beside the one for trained models."""
    return data_home() / "voices"


def new_trained_folder(root: Path, name: str, *, other_root: Path) -> Path:
    """Return the folder for a new model or voice of that name; nothing is created.

    Args:
        root: the folder for trained models, or for voices.
        name: its name.
        other_root: the other one of the two, whose names must stay different.

    Raises:
        ModelNotFoundError: nothing could be found under such a name.
    """
    if name in CATALOGUE:
        raise ModelNotFoundError(
            f"{name} is the name of a model in the catalogue.", next_step="Choose another name."
        )
    if not is_possible_name(name) or name.lower().endswith(_TAKEN_SUFFIXES):
        raise ModelNotFoundError(
            f"{name!r} can't be the name of a model or a voice.",
            next_step="Use up to 64 letters, digits, dots, dashes and underscores.",
        )
    if (other_root / name).exists():
        raise ModelNotFoundError(
            f"The name {name} is taken: there is {other_root / name}.",
            next_step="Choose another name.",
        )
    return root / name


def is_possible_name(name: str) -> bool:
    """Return whether the folder of a trained model or a voice may have this name."""
    return _NAME.fullmatch(name) is not None


def find_trained(root: Path, name: str) -> Path | None:
    """Return the folder of a model that was trained here; None if there is none of that name."""
    folder = root / name
    return folder if is_possible_name(name) and is_complete(folder) else None


def trained_names(root: Path) -> list[str]:
    """Return the names of all models that were trained here."""
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if find_trained(root, path.name))


def is_complete(folder: Path) -> bool:
    """Tell whether a training has saved its model in ``folder``: ``config.json`` is written last."""
    return (folder / "config.json").is_file()
