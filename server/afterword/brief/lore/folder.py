"""Reads a folder of lore. It is foreign input: it came with whatever project the writer opened."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from afterword.brief.faults import Fault
from afterword.brief.lore.entry import LoreEntry
from afterword.brief.lore.file import read_lore_file
from afterword.brief.lore.lorebook import NO_LORE, LoreBook
from afterword.brief.project_texts import (
    FileStamp,
    file_stamp,
    is_inside,
    read_project_text,
    walk_texts,
)
from afterword.settings import Settings

MAX_LORE_FILES: Final = 2_000
"""How many files of a folder are read."""
MAX_LORE_ENTRIES: Final = 5_000
"""How many entries of a folder count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lore:
    """The entries of a folder, and what is wrong in it."""

    book: LoreBook = NO_LORE
    sources: tuple[Path, ...] = ()
    """The file of each of the book's entries, in their order."""
    problems: tuple[str, ...] = ()
    """One sentence for each file that is not read."""
    faulty: dict[Path, "FaultyFile"] = field(default_factory=dict[Path, "FaultyFile"])
    """The files that have faults inside, by their paths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyFile:
    """A file that is read although it has faults."""

    text: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _FileResult:
    """The entries of one file, or why it was not read."""

    stamp: FileStamp | None
    """The file's stamp when it was read; None if it is to be read again in any case."""
    entries: tuple[LoreEntry, ...] = ()
    faulty: FaultyFile | None = None
    problem: str = ""


class LoreFolder:
    """Reads a folder again and again; what has not changed is not read twice."""

    def __init__(self) -> None:
        """Nothing is read before ``read``."""
        self._files: dict[Path, _FileResult] = {}
        self._last: Lore = Lore()

    def read(self, root: Path, folder: str) -> Lore:
        """Return what the folder holds now; the same object if nothing has changed.

        Args:
            root: the project's folder; nothing outside of it is read.
            folder: the path of the lore's folder, relative to ``root``.
        """
        place = root / folder
        if not is_inside(place, root):
            problem = f"lore.folder must be a folder in the project, got {folder!r}."
            return self._keep({}, [problem])
        paths, problems = _find_files(place, root)
        if not place.is_dir() and folder != Settings().lore.folder:
            problems.append(f"lore.folder is {folder!r}, but the project has no such folder.")
        files = dict[Path, _FileResult]()
        for path in paths:
            known = self._files.get(path)
            is_as_known = known and known.stamp and known.stamp == file_stamp(path)
            files[path] = known if known and is_as_known else _read(path)
        return self._keep(files, problems)

    def _keep(self, files: dict[Path, _FileResult], problems: list[str]) -> Lore:
        """Return the lore in all files; the last one, if nothing in it has changed."""
        entries = [entry for file in files.values() for entry in file.entries]
        problems += [f"{path} {file.problem}" for path, file in files.items() if file.problem]
        if len(entries) > MAX_LORE_ENTRIES:
            problems.append(
                f"The lore has {len(entries):,} entries; those after {MAX_LORE_ENTRIES:,} don't count."
            )
        if files != self._files or tuple(problems) != self._last.problems:
            self._files = files
            sources = [path for path, file in files.items() for _ in file.entries]
            self._last = Lore(
                book=LoreBook(entries[:MAX_LORE_ENTRIES]),
                sources=tuple(sources[:MAX_LORE_ENTRIES]),
                problems=tuple(problems),
                faulty={path: file.faulty for path, file in files.items() if file.faulty},
            )
        return self._last


def _find_files(folder: Path, root: Path) -> tuple[list[Path], list[str]]:
    """Return the folder's files in order of their names, and what is wrong with it."""
    paths, problems = list[Path](), list[str]()
    for path in walk_texts(folder):
        if not is_inside(path, root):
            problems.append(f"{path} is a link out of the project, and is not read.")
        elif len(paths) == MAX_LORE_FILES:
            problems.append(
                f"{folder} has more than {MAX_LORE_FILES:,} files; the rest is not read."
            )
            break
        else:
            paths.append(path)
    return paths, problems


def _read(path: Path) -> _FileResult:
    """Read the entries of one file, or say why it is not read."""
    file = read_project_text(path)
    if file.problem:
        return _FileResult(file.stamp, problem=file.problem)
    found = read_lore_file(file.text, file_title=path.stem)
    faulty = FaultyFile(text=file.text, faults=tuple(found.faults)) if found.faults else None
    return _FileResult(file.stamp, entries=tuple(found.entries), faulty=faulty)
