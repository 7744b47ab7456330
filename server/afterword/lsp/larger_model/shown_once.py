"""Remembers across restarts what a writer was shown, so that it is not shown again.

Each notice is an empty file among the user's data. Which text was open, or when, is not kept.
"""

from pathlib import Path

from afterword.models.trained_models import data_home


def notices_folder() -> Path:
    """Return the folder of the notices."""
    return data_home() / "shown"


def show_once(folder: Path, notice: str) -> bool:
    """Return whether a notice may be shown: once, whichever window asks first.

    Where nothing can be remembered, it is not shown at all, as it would come again and again.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / notice).touch(exist_ok=False)
    except OSError:
        return False
    return True
