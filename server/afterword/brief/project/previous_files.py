"""Reads the files that come before a document in its project. They are foreign input, as all of it is."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from afterword.brief.project.previous_text import Chapter, PreviousText
from afterword.brief.project.reading_order import files_before
from afterword.brief.project_texts import ProjectText, file_stamp, is_inside, read_project_text
from afterword.prose.characters.language_detection import OTHER_LANGUAGE, detect_language
from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.prose.structure.earlier_chapters import earlier_chapters
from afterword.prose.zones.front_matter import front_matter_span
from afterword.settings import Settings

MAX_PREVIOUS_FILES: Final = 6
"""How many of the files before a document are read."""
MAX_EARLIER_CHAPTERS: Final = 6
"""How many chapters of one file are read before its last one."""
MAX_SHOWN_TITLE_CHARS: Final = 60
"""How many characters of a chapter's heading are shown."""

ChaptersBefore = Mapping[Path, tuple[Chapter, ...]]
"""The chapters that come before each of some documents."""


class PreviousFiles:
    """The text that is read before each open document; files that have not changed are not read twice.

    ``read`` is called on another thread, by one at a time, and changes nothing that the others see.
    """

    def __init__(self) -> None:
        """Nothing is read before ``read``."""
        self._texts: dict[Path, ProjectText] = {}
        self._kept: dict[Path, tuple[Chapter, ...]] = {}
        self._before: dict[Path, PreviousText] = {}

    def text_before(self, path: Path) -> PreviousText:
        """Return what was read before a document; it stays the same until that changes."""
        text = self._before.get(path)
        if text is None:
            text = self._before[path] = PreviousText(self._kept.get(path, ()))
        return text

    def read(
        self, paths: Collection[Path], root: Path | None, settings: Settings
    ) -> ChaptersBefore:
        """Read the chapters that come before documents, from disk.

        Args:
            paths: the documents.
            root: their project's folder; None if there is none.
            settings: the project's settings.
        """
        if root is None:
            return dict.fromkeys(paths, ())
        return {path: tuple(self._chapters_before(path, root, settings)) for path in paths}

    def keep(self, found: ChaptersBefore) -> bool:
        """Keep what was read; return whether it has changed."""
        changed = [path for path in found if found[path] != self._kept.get(path, ())]
        self._kept.update(found)
        for path in changed:
            self._before.pop(path, None)
        return bool(changed)

    def keep_only(self, paths: Collection[Path]) -> None:
        """Drop what is kept about all other documents."""
        for path in {*self._kept, *self._before} - set(paths):
            self._kept.pop(path, None)
            self._before.pop(path, None)
        needed = {chapter.file for each in self._kept.values() for chapter in each}
        needed |= set(self._kept)  # whose languages were detected
        # Another dict: ``read`` may go through the old one on its thread.
        self._texts = {file: text for file, text in self._texts.items() if file in needed}

    def forget(self, path: Path) -> None:
        """Drop what is kept about a document."""
        self.keep_only(set(self._kept) - {path})

    def _chapters_before(self, path: Path, root: Path, settings: Settings) -> Iterator[Chapter]:
        lore = settings.lore.folder
        if not settings.enabled or not is_inside(path, root) or is_inside(path, root / lore):
            return
        files = files_before(path, root, order=settings.chapters.files, leave_out=lore)
        language = detect_language(self._read_once(path).text) if files else OTHER_LANGUAGE
        for file in files[-MAX_PREVIOUS_FILES:]:
            if not is_inside(file, root):
                continue
            found = self._read_once(file)
            # A translation beside the original. An empty document has no language yet.
            is_foreign = found.text and language not in {
                OTHER_LANGUAGE,
                detect_language(found.text),
            }
            if found.problem or is_foreign:
                # Named all the same, so that what was read is kept until the file changes.
                yield Chapter(file.name, "", file)
            elif found.text:
                yield from _chapters_of(file, found.text)

    def _read_once(self, path: Path) -> ProjectText:
        """Return a file's text without its head, with LF line ends, or why it is not read."""
        known = self._texts.get(path)
        if known is None or known.stamp is None or known.stamp != file_stamp(path):
            file = read_project_text(path)
            text = with_lf_line_ends(file.text)
            head = front_matter_span(text)
            text = text[head.end if head else 0 :].strip()
            known = self._texts[path] = ProjectText(file.stamp, text, file.problem)
        return known


def _chapters_of(file: Path, text: str) -> Iterator[Chapter]:
    earlier, start = earlier_chapters(f"{text}\n", max_count=MAX_EARLIER_CHAPTERS)
    for chapter in earlier:
        yield Chapter(f"{_title_of(chapter)} ({file.name})", chapter, file)
    source = f"{_title_of(text[start:])} ({file.name})" if earlier else file.name
    yield Chapter(source, text[start:], file)


def _title_of(chapter: str) -> str:
    """Return what a chapter is called: its first line."""
    line = chapter.partition("\n")[0].strip(" \t#*_{}")
    return line if len(line) <= MAX_SHOWN_TITLE_CHARS else f"{line[:MAX_SHOWN_TITLE_CHARS]}…"
