"""Passages in the writer's own voice, which a brief names by their paths in the project."""

from pathlib import Path
from typing import Final

from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.project_texts import ProjectText, file_stamp, is_inside, read_project_text
from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.settings.brief_fields import Brief

MAX_PASSAGE_CHARS: Final = 20_000
"""How many characters of a passage are read: more than the largest budget holds."""
MAX_KEPT_FILES: Final = 200
"""How many files are kept in memory."""


class Examples:
    """Reads each passage that briefs name once; one that has changed is read by new ``Examples``."""

    def __init__(self, root: Path | None = None) -> None:
        """Read in ``root`` and nowhere else; without one there is nothing to read."""
        self._root = root
        self._read: dict[str, ProjectText] = {}

    def passage(self, name: str) -> str:
        """Return the text of a file without its head, with LF line ends; empty if it is not read."""
        return self._file(name).text

    def problem(self, name: str) -> str:
        """Return why a file is not read, as a sentence; empty if it is."""
        problem = self._file(name).problem
        return f"{name} {problem}" if problem else ""

    def have_changed(self) -> bool:
        """Whether a file that was read has changed since."""
        return any(self._has_changed(name, file) for name, file in tuple(self._read.items()))

    def _has_changed(self, name: str, file: ProjectText) -> bool:
        if self._root is None:
            return False
        if file.stamp is None:  # nothing to compare: it may be missing still
            return self._read_file(name) != file
        return file.stamp != file_stamp(self._root / name)

    def _file(self, name: str) -> ProjectText:
        file = self._read.get(name)
        if file is None:
            file = self._read_file(name)
            if len(self._read) < MAX_KEPT_FILES:
                self._read[name] = file
        return file

    def _read_file(self, name: str) -> ProjectText:
        if self._root is None:
            return ProjectText(None, problem="is not read: no folder is open.")
        path = self._root / name
        if not is_inside(path, self._root):
            return ProjectText(None, problem="is not in the project.")
        file = read_project_text(path)
        text = with_lf_line_ends(file.text[:MAX_PASSAGE_CHARS])
        return ProjectText(file.stamp, effective_brief(text, Brief()).text.strip(), file.problem)


NO_EXAMPLES: Final = Examples()
