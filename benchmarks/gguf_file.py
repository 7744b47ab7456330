"""The one model file that all contenders read."""

from pathlib import Path

from afterword.models.catalogue import CATALOGUE
from afterword.models.packaged_files import join_pieces
from afterword.models.preparation_progress import Stage, ignore_progress


def joined_gguf(model: str, folder: Path) -> Path:
    """Return a catalogue model's own file, joined from the installed packages and checked.

    Raises:
        ModelNotFoundError: the packages are not installed.
    """
    target = folder / f"{model}.gguf"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        stage = Stage(report=ignore_progress, message="joining", from_percent=0, to_percent=100)
        join_pieces(CATALOGUE[model], partial, stage=stage)
        partial.rename(target)
    return target
