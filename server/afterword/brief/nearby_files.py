"""Reads the files that stand before a document in its project. Foreign input, as all of a project is."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from afterword.brief.far_context import MOST_CHAPTERS, Chapter, FarContext, title_of
from afterword.brief.project_files import ProjectText, is_inside, look_at, read_project_text
from afterword.brief.ranking import Rank, ranks_of
from afterword.brief.reading_order import files_before
from afterword.prose.chapter_starts import ChapterStarts
from afterword.prose.front_matter import front_matter_span
from afterword.prose.languages import OTHER, language_of
from afterword.settings import Settings

Found = Mapping[Path, tuple[Chapter, ...]]
"""What stands before documents."""


class NearbyFiles:
    """What is far away in each document that is open; files that have not changed are not read twice.

    ``read`` is called on another thread, by one at a time, and changes nothing that the others see.
    """

    def __init__(self, *, rank: Rank = ranks_of) -> None:
        """Know nothing yet; ``rank`` ranks the sentences of chapters."""
        self._rank = rank
        self._texts: dict[Path, ProjectText] = {}
        self._kept: dict[Path, tuple[Chapter, ...]] = {}
        self._contexts: dict[Path, FarContext] = {}

    def context_for(self, path: Path) -> FarContext:
        """Return what was read before a document; it stays the same until that changes."""
        context = self._contexts.get(path)
        if context is None:
            context = self._contexts[path] = FarContext(self._kept.get(path, ()), rank=self._rank)
        return context

    def read(self, paths: Collection[Path], root: Path | None, settings: Settings) -> Found:
        """Return what stands before documents, from disk.

        Args:
            paths: the documents.
            root: their project's folder; None if there is none.
            settings: as the project has them.
        """
        if root is None:
            return dict.fromkeys(paths, ())
        return {path: tuple(self._chapters_before(path, root, settings)) for path in paths}

    def keep(self, found: Found) -> bool:
        """Take what was read; return whether it is not what was known."""
        changed = [path for path in found if found[path] != self._kept.get(path, ())]
        self._kept.update(found)
        for path in changed:
            self._contexts.pop(path, None)
        return bool(changed)

    def keep_only(self, paths: Collection[Path]) -> None:
        """Drop what is kept about all other documents."""
        for path in {*self._kept, *self._contexts} - set(paths):
            self._kept.pop(path, None)
            self._contexts.pop(path, None)
        needed = {chapter.file for each in self._kept.values() for chapter in each}
        needed |= set(self._kept)  # whose language was looked at
        # Another one: a look on the other thread may go through the old one.
        self._texts = {file: text for file, text in self._texts.items() if file in needed}

    def forget(self, path: Path) -> None:
        """Drop what is kept about a document."""
        self.keep_only(set(self._kept) - {path})

    def _chapters_before(self, path: Path, root: Path, settings: Settings) -> Iterator[Chapter]:
        lore = settings.lore.folder
        if not settings.enabled or not is_inside(path, root) or is_inside(path, root / lore):
            return
        files = files_before(path, root, order=settings.chapters.files, leave_out=lore)
        language = language_of(self._read_once(path).text) if files else OTHER
        for file in files[-MOST_CHAPTERS:]:
            if not is_inside(file, root):
                continue
            found = self._read_once(file)
            if found.problem:
                yield Chapter(file.name, "", file=file, left_out=f"it {found.problem.rstrip('.')}")
            elif found.text and language not in {OTHER, language_of(found.text)}:
                # A translation beside the original. An empty page will be in any language.
                yield Chapter(file.name, "", file=file, left_out="it is in another language")
            elif found.text:
                yield from _chapters_of(file, found.text)

    def _read_once(self, path: Path) -> ProjectText:
        """Return a file's text without its head, with LF line ends, or why it is not read."""
        known = self._texts.get(path)
        if known is None or known.look is None or known.look != look_at(path):
            file = read_project_text(path)
            text = file.text.replace("\r\n", "\n").replace("\r", "\n")
            head = front_matter_span(text)
            text = text[head.end if head else 0 :].strip()
            known = self._texts[path] = ProjectText(file.look, text, file.problem)
        return known


def _chapters_of(file: Path, text: str) -> Iterator[Chapter]:
    earlier, start = ChapterStarts().earlier(f"{text}\n", most=MOST_CHAPTERS)
    for chapter in earlier:
        yield Chapter(f"{title_of(chapter)} ({file.name})", chapter, file=file)
    source = f"{title_of(text[start:])} ({file.name})" if earlier else file.name
    yield Chapter(source, text[start:], file=file)
