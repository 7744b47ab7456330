"""Reads a folder of lore. It is foreign input: it came with whatever project the writer opened."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from afterword.brief.faults import Fault
from afterword.brief.lore_book import NO_LORE, LoreBook
from afterword.brief.lore_entry import LoreEntry
from afterword.brief.lore_file import LoreFile, read_lore_file

SUFFIXES: Final = frozenset({".md", ".markdown", ".txt"})
MOST_FILE_BYTES: Final = 500_000
"""Of one file: a short book. Entries have a few lines."""
MOST_FILES: Final = 2_000
MOST_ENTRIES: Final = 5_000
MOST_DEPTH: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Lore:
    """What a folder holds."""

    book: LoreBook = NO_LORE
    sources: tuple[Path, ...] = ()
    """The file of each of the book's entries."""
    problems: tuple[str, ...] = ()
    """One sentence for each file that is not read."""
    faults: dict[Path, tuple[Fault, ...]] = field(default_factory=dict[Path, tuple[Fault, ...]])
    """What is wrong inside of files."""


_Look = tuple[int, int]


class LoreFolder:
    """Reads a folder again and again; what has not changed is not read twice."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._files: dict[Path, tuple[_Look, LoreFile | str]] = {}
        self._last: Lore = Lore()

    def read(self, root: Path, folder: str) -> Lore:
        """Return what the folder holds now; the same object if nothing has changed.

        Args:
            root: the project's folder; nothing outside of it is read.
            folder: the lore's, relative to ``root``.
        """
        place = root / folder
        if not _is_inside(place, root):
            return Lore(problems=(f"lore.folder must be a folder in the project, got {folder!r}.",))
        paths, problems = _find_files(place, root)
        files = dict[Path, tuple[_Look, LoreFile | str]]()
        for path in paths:
            look = _look_at(path)
            known = self._files.get(path)
            files[path] = known if known and known[0] == look else (look, _read(path))
        if files == self._files and self._last.problems[: len(problems)] == tuple(problems):
            return self._last
        self._files = files
        self._last = _put_together(files, problems)
        return self._last


def _put_together(files: dict[Path, tuple[_Look, LoreFile | str]], problems: list[str]) -> Lore:
    entries, sources = list[LoreEntry](), list[Path]()
    faults = dict[Path, tuple[Fault, ...]]()
    for path, (_, content) in files.items():
        if isinstance(content, str):
            problems.append(f"{path} {content}")
            continue
        if content.faults:
            faults[path] = tuple(content.faults)
        entries += content.entries
        sources += [path] * len(content.entries)
    if len(entries) > MOST_ENTRIES:
        problems.append(
            f"The lore has {len(entries):,} entries; those after {MOST_ENTRIES:,} don't count."
        )
    return Lore(
        book=LoreBook(entries[:MOST_ENTRIES]),
        sources=tuple(sources[:MOST_ENTRIES]),
        problems=tuple(problems),
        faults=faults,
    )


def _find_files(folder: Path, root: Path) -> tuple[list[Path], list[str]]:
    """Return the folder's files in order of their names, and what is wrong with it."""
    paths = list[Path]()
    for path in _walk(folder, root, depth=0):
        if len(paths) == MOST_FILES:
            return paths, [f"{folder} has more than {MOST_FILES:,} files; the others are not read."]
        paths.append(path)
    return paths, []


def _walk(folder: Path, root: Path, *, depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            inside = sorted(found, key=lambda each: each.name)
    except OSError:  # there is none, or it can't be read
        return
    for each in inside:
        path = Path(each.path)
        if each.name.startswith(".") or (each.is_symlink() and not _is_inside(path, root)):
            continue
        if each.is_dir() and depth < MOST_DEPTH:
            yield from _walk(path, root, depth=depth + 1)
        elif path.suffix.lower() in SUFFIXES and path.is_file():  # a pipe would never end
            yield path


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links; a name that is none
        return False


def _look_at(path: Path) -> _Look:
    try:
        stat = path.stat()
    except OSError:
        return (0, -1)
    return (stat.st_mtime_ns, stat.st_size)


def _read(path: Path) -> LoreFile | str:
    """Return what a file holds, or why it is not read."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        return f"can't be read: {error.strerror or 'unknown reason'}."
    if len(content) > MOST_FILE_BYTES:
        return f"is larger than {MOST_FILE_BYTES:,} bytes, and is not read as lore. Split it."
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return "is no UTF-8 text, and is not read as lore."
    return read_lore_file(text, file_title=path.stem)
