"""What a project tells about each of its documents: briefs by their paths, lore, examples, previous files."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from afterword.brief.lore.folder import Lore, LoreFolder
from afterword.brief.lore.lorebook import NO_LORE, LoreBook
from afterword.brief.project.examples import NO_EXAMPLES, Examples
from afterword.brief.project.path_patterns import is_meant
from afterword.brief.project.previous_files import Found, PreviousFiles
from afterword.brief.project.previous_text import PreviousText
from afterword.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectPage:
    """What a project tells about one of its documents."""

    brief: Mapping[str, object] = field(default_factory=dict[str, object])
    """Keys that are set for this document only."""
    lore: LoreBook = NO_LORE
    examples: Examples = NO_EXAMPLES
    """What briefs name as passages in the writer's voice."""
    file_stem: str = ""
    """The file's name without its end, which may number a chapter."""
    previous: PreviousText = field(default_factory=PreviousText)
    """The text of the files before it."""
    is_lore: bool = False
    """Whether the document holds entries of the lore itself."""


UNKNOWN_PAGE: Final = ProjectPage()
NOTHING_READ: Final = Lore()


class Project:
    """One project's folder as it was when it was last looked at."""

    def __init__(self) -> None:
        """Know nothing yet; every page is unknown."""
        self._folder = LoreFolder()
        self._root: Path | None = None
        self._settings = Settings()
        self._places: set[Path] = set()
        self._examples = NO_EXAMPLES
        self._previous = PreviousFiles()
        self.lore: Lore = NOTHING_READ
        """What was read, with what is wrong in it."""
        self.problems: tuple[str, ...] = ()
        """One sentence for each file that is not read."""

    def look(self, root: Path | None, settings: Settings) -> bool:
        """Read what has changed, from disk; return whether anything had.

        Args:
            root: the project's folder; None if there is no project.
            settings: in force.
        """
        before = (self._root, self._settings, self.lore, self._examples)
        lore = NOTHING_READ
        if root is not None and settings.enabled and settings.lore.enabled:
            lore = self._folder.read(root, settings.lore.folder)
        if lore is not self.lore:
            self._places = {source.resolve() for source in (*lore.sources, *lore.faulty)}
        if root != self._root or self._examples.have_changed():
            self._examples = Examples(root)
        named = (settings.brief, *settings.brief_for) if settings.enabled else ()
        missing = (self._examples.problem(name) for brief in named for name in brief.examples)
        self.problems = (*lore.problems, *filter(None, missing))
        self._root, self._settings, self.lore = root, settings, lore
        now = (root, settings, lore, self._examples)
        return any(new is not old and new != old for new, old in zip(now, before, strict=True))

    def read_around(self, paths: Collection[Path], settings: Settings) -> Found:
        """Return what is read before documents, from disk. Keeps nothing: see ``keep_around``."""
        return self._previous.read(paths, self._root, settings)

    def keep_around(self, found: Found) -> bool:
        """Take what was read before documents; return whether it is not what was known."""
        return self._previous.keep(found)

    def keep_only(self, paths: Collection[Path]) -> None:
        """Drop what is kept about all documents but these."""
        self._previous.keep_only(paths)

    def look_around(self, path: Path, settings: Settings) -> bool:
        """Read and keep what is read before a document; return whether it is not what it was."""
        return self.keep_around(self.read_around([path], settings))

    def forget(self, path: Path) -> None:
        """Drop what is kept about a document that was closed."""
        self._previous.forget(path)

    def page_for(self, path: Path | None) -> ProjectPage:
        """Return what is told about a document. None is one without a file; it may become one of ours."""
        if path is None:
            return ProjectPage(lore=self.lore.book, examples=self._examples)
        name = _name_in(path, self._root) if self._root else ""
        if not name:
            return ProjectPage(file_stem=path.stem, previous=self._previous.text_before(path))
        brief = dict[str, object]()
        avoid = list[str]()
        for each in self._settings.brief_for:
            if any(is_meant(name, pattern) for pattern in each.files):
                brief |= {key: getattr(each, key) for key in each.model_fields_set - {"files"}}
                avoid += each.avoid
        if avoid:
            brief["avoid"] = tuple(dict.fromkeys(avoid))
        return ProjectPage(
            brief=brief,
            lore=self._lore_without(path),
            examples=self._examples,
            file_stem=path.stem,
            previous=self._previous.text_before(path),
            is_lore=path.resolve() in self._places,
        )

    def _lore_without(self, path: Path) -> LoreBook:
        """Return the lore without what the document itself says."""
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
