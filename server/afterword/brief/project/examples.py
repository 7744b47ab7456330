"""Passages in the writer's own voice, which a brief names by their paths in the project."""

from pathlib import Path
from typing import Final

from afterword.brief.head.effective_brief import effective_brief
from afterword.brief.project_files import ProjectText, is_inside, look_at, read_project_text
from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.settings.brief_fields import Brief

MOST_CHARS: Final = 20_000
"""Of one passage: more than the largest budget."""
MOST_KEPT: Final = 200


class Examples:
    """Reads what briefs name, once; a passage that has changed is read by other ``Examples``."""

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
        """Whether a file that was asked for is not what it was."""
        return any(self._has_changed(name, file) for name, file in tuple(self._read.items()))

    def _has_changed(self, name: str, file: ProjectText) -> bool:
        if self._root is None:
            return False
        if file.look is None:  # nothing to compare: it may be missing still
            return self._look_up(name) != file
        return file.look != look_at(self._root / name)

    def _file(self, name: str) -> ProjectText:
        file = self._read.get(name)
        if file is None:
            file = self._look_up(name)
            if len(self._read) < MOST_KEPT:
                self._read[name] = file
        return file

    def _look_up(self, name: str) -> ProjectText:
        if self._root is None:
            return ProjectText(None, problem="is not read: no folder is open.")
        path = self._root / name
        if not is_inside(path, self._root):
            return ProjectText(None, problem="is not in the project.")
        file = read_project_text(path)
        text = with_lf_line_ends(file.text[:MOST_CHARS])
        return ProjectText(file.look, effective_brief(text, Brief()).text.strip(), file.problem)


NO_EXAMPLES: Final = Examples()
