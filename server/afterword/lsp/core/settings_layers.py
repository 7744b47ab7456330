"""The settings in force: their layers, and which of their problems were reported already.

It reads files and the forms in which editors send settings, and has no connection.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from afterword.brief.project_texts import FileStamp, file_stamp
from afterword.settings import (
    Settings,
    SettingsLayer,
    find_project_file,
    setting_paths,
)
from afterword.settings.files import merge_files
from afterword.settings.project_file import PROJECT_FILE_NAME

SECTION: Final = "afterword"
"""The name of our settings among an editor's others."""
EDITOR: Final = "the editor"
NOT_SETTINGS: Final = frozenset({"token"})
"""Names that ``initializationOptions`` may hold beside settings."""


@dataclass(frozen=True, slots=True)
class _OtherProject:
    """The settings of a project other than the first, merged with all other layers."""

    stamp: FileStamp | None
    """The size and time of its file when it was read; None if there was none."""
    settings: Settings
    problems: tuple[str, ...]


class SettingsLayers:
    """Settings from the user's file, the project's file and the editor, as they are now."""

    def __init__(self, *, user_file: Path) -> None:
        """Nothing is read before ``reload``."""
        self._user_file = user_file
        self._project_file: Path | None = None
        self._folders: tuple[Path, ...] = ()
        self._initial: object = {}
        self._editor: object = {}
        self._seen: object = None
        self._reported: frozenset[str] = frozenset()
        self._others: dict[Path, _OtherProject] = {}
        self.settings = Settings()
        """The settings of the first project, and of documents that belong to none."""
        self.problems: tuple[str, ...] = ()
        """One sentence for each value or file that was not taken."""

    def set_folders(self, folders: list[Path]) -> None:
        """Take the project's file of the first of ``folders`` that has one in or above it."""
        self._folders = tuple(folders)
        found = (find_project_file(folder) for folder in folders)
        self._project_file = next((file for file in found if file is not None), None)

    @property
    def project_root(self) -> Path | None:
        """The folder of the project's file; without one, the first that is open."""
        if self._project_file is not None:
            parent = self._project_file.parent  # links are followed; the editor's documents' aren't
            return next((each for each in self._folders if each.resolve() == parent), parent)
        return self._folders[0] if self._folders else None

    def root_of(self, path: Path) -> Path | None:
        """Return the project that a document belongs to: the folder of the nearest settings file above it.

        The search ends at the open folder; if it finds none, the project is that folder, or the one
        above it that has such a file.
        """
        homes = [folder for folder in self._folders if path.is_relative_to(folder)]
        if not homes:
            return self.project_root
        home = max(homes, key=lambda folder: len(folder.parts))
        for folder in path.parents:
            if (folder / PROJECT_FILE_NAME).is_file():
                return folder
            if folder == home:
                break
        above = find_project_file(home)
        return above.parent if above else home

    def settings_in(self, root: Path | None) -> Settings:
        """Return the settings as a project has them; ``settings`` are those of the first one.

        Another project's file is read when it has changed.
        """
        if root is None or root == self.project_root:
            return self.settings
        file = root / PROJECT_FILE_NAME
        known, stamp = self._others.get(root), file_stamp(file)
        if known is None or known.stamp != stamp:
            settings, problems = self._merge(file)
            known = self._others[root] = _OtherProject(stamp, settings, tuple(problems))
        return known.settings

    def problems_in(self, root: Path | None) -> list[str]:
        """Return the problems of another project's settings, as they were last read."""
        known = self._others.get(root) if root is not None else None
        return [each for each in known.problems if each not in self.problems] if known else []

    def set_initial(self, options: object) -> None:
        """Take ``initializationOptions``: bare settings, or settings under our section's name."""
        values = _our_section(options)
        if isinstance(values, Mapping):
            mapping = cast("Mapping[str, object]", values)
            values = {key: value for key, value in mapping.items() if key not in NOT_SETTINGS}
        self._initial = {} if values is None else values

    def set_editor(self, values: object) -> None:
        """Take what ``workspace/configuration`` answered; None is "nothing is set"."""
        self._editor = {} if values is None else values

    def push_editor(self, settings: object) -> None:
        """Take what ``didChangeConfiguration`` carries; other servers' settings are ignored."""
        if not _is_of_others(settings):
            self.set_editor(_our_section(settings))

    def files_have_changed(self) -> bool:
        """Return whether a settings file has changed since the settings were last merged."""
        return self._seen != self._look_at_files()

    def reload(self) -> None:
        """Read the files and merge all layers again."""
        self._seen = self._look_at_files()
        self._others = {}
        self.settings, problems = self._merge(self._project_file)
        self.problems = tuple(dict.fromkeys(problems))

    def new_problems(self) -> list[str]:
        """Return the problems that were not reported before, and count them as reported.

        One that was corrected and comes back is new again.
        """
        new = [problem for problem in self.problems if problem not in self._reported]
        self._reported = frozenset(self.problems)
        return new

    def _merge(self, project_file: Path | None) -> tuple[Settings, list[str]]:
        """Return all layers put together with one project's file, and what was not taken."""
        values = (self._initial, self._editor)
        editor = [SettingsLayer(source=EDITOR, values=each) for each in values]
        return merge_files(self._user_file, project_file, above=editor)

    def _look_at_files(self) -> list[tuple[Path, FileStamp | None]]:
        files = filter(None, (self._user_file, self._project_file))
        return [(file, file_stamp(file)) for file in files]


def _our_section(options: object) -> object:
    if not isinstance(options, Mapping):
        return options
    mapping = cast("Mapping[str, object]", options)
    return mapping.get(SECTION, mapping)


def _is_of_others(settings: object) -> bool:
    """Return whether these are only other servers' sections: not one name is ours."""
    if not isinstance(settings, Mapping):
        return False
    names = {str(key).partition(".")[0] for key in cast("Mapping[object, object]", settings)}
    ours = {SECTION, *(path.partition(".")[0] for path in setting_paths())}
    return bool(names) and not names & ours
