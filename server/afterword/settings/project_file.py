"""The settings file of a project, ``afterword.toml``: its name, and where it is."""

from pathlib import Path
from typing import Final

PROJECT_FILE_NAME: Final = "afterword.toml"
"""The name of a project's settings file."""


def find_project_file(folder: Path) -> Path | None:
    """Return the ``afterword.toml`` in ``folder`` or the nearest one above it."""
    resolved = folder.resolve()
    candidates = (above / PROJECT_FILE_NAME for above in (resolved, *resolved.parents))
    return next((path for path in candidates if path.is_file()), None)
