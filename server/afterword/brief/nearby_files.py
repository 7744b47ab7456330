"""Reads the files that stand before a document in its project. Foreign input, as all of a project is."""

from collections.abc import Iterator
from pathlib import Path

from afterword.brief.far_context import MOST_CHAPTERS, Chapter, FarContext, title_of
from afterword.brief.project_files import ProjectText, is_inside, look_at, read_project_text
from afterword.brief.reading_order import files_before
from afterword.prose.chapter_starts import ChapterStarts
from afterword.prose.front_matter import front_matter_span
from afterword.prose.languages import OTHER, language_of
from afterword.settings import Settings


class NearbyFiles:
    """What is far away in each document that is open; files that have not changed are not read twice."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._texts: dict[Path, ProjectText] = {}
        self._read: dict[Path, tuple[Chapter, ...]] = {}
        self._contexts: dict[Path, FarContext] = {}

    def context_for(self, path: Path) -> FarContext:
        """Return what was read before a document; it stays the same until that changes."""
        context = self._contexts.get(path)
        if context is None:
            context = self._contexts[path] = FarContext(self._read.get(path, ()))
        return context

    def look(self, path: Path, root: Path | None, settings: Settings) -> bool:
        """Read what stands before a document, from disk; return whether it is not what it was."""
        chapters = tuple(self._chapters_before(path, root, settings)) if root else ()
        was = self._read.get(path, ())
        self._read[path] = chapters
        if chapters == was:
            return False
        self._contexts.pop(path, None)
        return True

    def look_again(self, root: Path | None, settings: Settings) -> bool:
        """Do the same for all documents that were looked at."""
        changed = [self.look(path, root, settings) for path in tuple(self._read)]
        return any(changed)

    def forget(self, path: Path) -> None:
        """Drop what is kept about a document."""
        self._read.pop(path, None)
        self._contexts.pop(path, None)
        if not self._read:
            self._texts.clear()

    def _chapters_before(self, path: Path, root: Path, settings: Settings) -> Iterator[Chapter]:
        lore = settings.lore.folder
        if not settings.enabled or not is_inside(path, root) or is_inside(path, root / lore):
            return
        files = files_before(path, root, order=settings.chapters.files, leave_out=lore)
        language = language_of(self._text(path)) if files else OTHER
        for file in files[-MOST_CHAPTERS:]:
            text = self._text(file) if is_inside(file, root) else ""
            # A translation beside the original, or an empty page that will be in any language.
            if text and language in {OTHER, language_of(text)}:
                yield from _chapters_of(file, text)

    def _text(self, path: Path) -> str:
        """Return a file's text without its head, with LF line ends; empty if it can't be read."""
        known = self._texts.get(path)
        if known is None or known.look is None or known.look != look_at(path):
            file = read_project_text(path)
            text = file.text.replace("\r\n", "\n").replace("\r", "\n")
            head = front_matter_span(text)
            text = text[head.end if head else 0 :].strip()
            known = self._texts[path] = ProjectText(file.look, text, file.problem)
        return known.text


def _chapters_of(file: Path, text: str) -> Iterator[Chapter]:
    earlier, start = ChapterStarts().earlier(f"{text}\n", most=MOST_CHAPTERS)
    for chapter in earlier:
        yield Chapter(f"{title_of(chapter)} ({file.name})", chapter)
    yield Chapter(f"{title_of(text[start:])} ({file.name})" if earlier else file.name, text[start:])
