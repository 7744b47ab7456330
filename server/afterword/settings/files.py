"""Reads settings from files: the user's ``config.toml`` and the project's ``afterword.toml``.

A project's file is foreign input: it came with whatever folder the writer opened.
"""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import platformdirs

from afterword.errors import SettingsError
from afterword.settings.fields import Settings
from afterword.settings.merged_layers import SettingsLayer, merge_settings
from afterword.settings.project_file import find_project_file

MAX_FILE_BYTES: Final = 1_000_000
"""How many bytes a settings file may have: no person writes more, and parsing would be slow."""


def user_config_path() -> Path:
    """Return where the user's settings are: ``~/.config/afterword/config.toml`` on Linux.

    ``AFTERWORD_CONFIG_DIR`` in the environment names another folder.
    """
    folder = os.environ.get("AFTERWORD_CONFIG_DIR")
    root = Path(folder) if folder else platformdirs.user_config_path("afterword", appauthor=False)
    return root / "config.toml"


def read_settings_file(path: Path, *, is_project: bool = False) -> SettingsLayer:
    """Read one settings file; a file that does not exist sets nothing.

    Raises:
        SettingsError: it can't be read, or is no TOML.
    """
    source = str(path)
    try:
        if not path.is_file():  # also a folder or a pipe: reading a pipe would never end
            return SettingsLayer(source=source, values={}, is_project=is_project)
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SettingsError(
            f"{source} can't be read: {reason}.",
            next_step="Make it readable or remove it; its settings are not in force.",
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise SettingsError(
            f"{source} is larger than {MAX_FILE_BYTES:,} bytes.",
            next_step="A settings file holds a few lines; is it another file of that name?",
        )
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))  # Windows editors write a BOM
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{source} is not UTF-8 text.", next_step="Save it again in UTF-8."
        ) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:  # nested brackets, thousands deep
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SettingsError(
            f"{source} is not valid TOML: {reason}.",
            next_step="Correct that line; until then the file's settings are not in force.",
        ) from error
    return SettingsLayer(source=source, values=values, is_project=is_project)


def load_settings(folder: Path | None = None) -> tuple[Settings, list[str]]:
    """Merge the user's file and the file of the project around ``folder`` over the defaults.

    ``folder`` is the current one unless it is given.

    Returns:
        The settings, and one sentence for each file or value that was not taken.
    """
    return merge_files(user_config_path(), find_project_file(folder or Path.cwd()))


def merge_files(
    user_file: Path, project_file: Path | None, *, above: Sequence[SettingsLayer] = ()
) -> tuple[Settings, list[str]]:
    """Merge the user's file, the project's file and further layers over the defaults.

    Args:
        user_file: it need not exist.
        project_file: None if there is no project.
        above: layers that go before the files, the strongest last.

    Returns:
        The settings, and one sentence for each file or value that was not taken.
    """
    layers, unreadable = list[SettingsLayer](), list[str]()
    for file in filter(None, (user_file, project_file)):
        try:
            layers.append(read_settings_file(file, is_project=file == project_file))
        except SettingsError as error:
            unreadable.append(str(error))
    settings, problems = merge_settings([*layers, *above])
    return settings, [*unreadable, *problems]
