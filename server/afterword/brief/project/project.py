"""Reads one project's folder, and gives each of its documents its context."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from afterword.brief.lore.folder import Lore, LoreFolder
from afterword.brief.lore.lorebook import LoreBook
from afterword.brief.project.examples import NO_EXAMPLES, Examples
from afterword.brief.project.path_patterns import matches_pattern
from afterword.brief.project.previous_files import ChaptersBefore, PreviousFiles
from afterword.brief.project.project_context import ProjectContext
from afterword.settings import Settings

NOTHING_READ: Final = Lore()


class Project:
    """One project's folder, as it was when it was last read."""

    def __init__(self) -> None:
        """Nothing is read before ``read_changes``."""
        self._folder = LoreFolder()
        self._root: Path | None = None
        self._settings = Settings()
        self._lore_files: set[Path] = set()
        self._examples = NO_EXAMPLES
        self.previous = PreviousFiles()
        """What is read before each open document."""
        self.lore: Lore = NOTHING_READ
        """The lore that was read, with what is wrong in it."""
        self.problems: tuple[str, ...] = ()
        """One sentence for each file that is not read."""

    def read_changes(self, root: Path | None, settings: Settings) -> bool:
        """Read what has changed, from disk; return whether anything had.

        Args:
            root: the project's folder; None if there is no project.
            settings: the settings in force.
        """
        before = (self._root, self._settings, self.lore, self._examples)
        lore = NOTHING_READ
        if root is not None and settings.enabled and settings.lore.enabled:
            lore = self._folder.read(root, settings.lore.folder)
        if lore is not self.lore:
            self._lore_files = {source.resolve() for source in (*lore.sources, *lore.faulty)}
        if root != self._root or self._examples.have_changed():
            self._examples = Examples(root)
        named = (settings.brief, *settings.brief_for) if settings.enabled else ()
        missing = (self._examples.problem(name) for brief in named for name in brief.examples)
        self.problems = (*lore.problems, *filter(None, missing))
        self._root, self._settings, self.lore = root, settings, lore
        now = (root, settings, lore, self._examples)
        return any(new is not old and new != old for new, old in zip(now, before, strict=True))

    def read_previous(self, paths: Collection[Path], settings: Settings) -> ChaptersBefore:
        """Read the chapters before documents, from disk, without keeping them: see ``previous.keep``."""
        return self.previous.read(paths, self._root, settings)

    def update_previous(self, path: Path, settings: Settings) -> bool:
        """Read and keep the chapters before a document; return whether they have changed."""
        return self.previous.keep(self.read_previous([path], settings))

    def context_for(self, path: Path | None) -> ProjectContext:
        """Return what the project says about a document.

        One without a file, whose path is None, may become one of the project's.
        """
        if path is None:
            return ProjectContext(lore=self.lore.book, examples=self._examples)
        name = _name_in(path, self._root) if self._root else ""
        if not name:
            return ProjectContext(file_stem=path.stem, previous=self.previous.text_before(path))
        brief = dict[str, object]()
        avoid = list[str]()
        for each in self._settings.brief_for:
            if any(matches_pattern(name, pattern) for pattern in each.files):
                brief |= {key: getattr(each, key) for key in each.model_fields_set - {"files"}}
                avoid += each.avoid
        if avoid:
            brief["avoid"] = tuple(dict.fromkeys(avoid))
        return ProjectContext(
            brief=brief,
            lore=self._lore_without(path),
            examples=self._examples,
            file_stem=path.stem,
            previous=self.previous.text_before(path),
            is_lore=path.resolve() in self._lore_files,
        )

    def _lore_without(self, path: Path) -> LoreBook:
        """Return the lore without the entries that stand in the document itself."""
        own = path.resolve()
        kept = [
            entry
            for entry, source in zip(self.lore.book.entries, self.lore.sources, strict=True)
            if source.name != path.name or source.resolve() != own
        ]
        return LoreBook(kept) if len(kept) < len(self.lore.sources) else self.lore.book


def _name_in(path: Path, root: Path) -> str:
    """Return a document's path in the project, with slashes; empty if it is elsewhere."""
    for place, base in ((path, root), (path.resolve(), root.resolve())):
        if place.is_relative_to(base):
            return place.relative_to(base).as_posix()
    return ""
