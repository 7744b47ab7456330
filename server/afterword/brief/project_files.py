"""Reads texts of a project. They are foreign input: they came with whatever folder was opened."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SUFFIXES: Final = frozenset({".md", ".markdown", ".txt"})
"""Of the files that hold lore or chapters."""
MOST_DEPTH: Final = 8
"""Of folders in folders."""
MOST_FILE_BYTES: Final = 500_000
"""A short book; nothing that is told about a piece is longer."""

Look = tuple[int, int]
"""When a file was changed last, in ns, and its size in bytes."""


@dataclass(frozen=True, slots=True)
class ProjectText:
    """What came of one file."""

    look: Look | None
    """As it was then; None if it is to be read again in any case."""
    text: str = ""
    problem: str = ""
    """Why it was not read: the end of a sentence that begins with its path."""


def read_project_text(path: Path) -> ProjectText:
    """Read one file, or say why it is not read. Never raises."""
    look = look_at(path)
    try:
        if not path.is_file():  # a pipe would never end
            return ProjectText(None, problem="is no file.")
        with path.open("rb") as file:
            content = file.read(MOST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "unknown reason"
        return ProjectText(None, problem=f"can't be read: {reason}.")
    if len(content) > MOST_FILE_BYTES:
        return ProjectText(look, problem=f"is larger than {MOST_FILE_BYTES:,} bytes. Split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return ProjectText(look, problem="is no UTF-8 text.")
    return ProjectText(look, text=text)


def look_at(path: Path) -> Look | None:
    """Return how a file looks from outside; None if there is none to be seen."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return (stat.st_mtime_ns, stat.st_size)


def is_inside(path: Path, root: Path) -> bool:
    """Tell whether a path, its links followed, is in a folder."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links; a name that is none
        return False


def walk_texts(folder: Path, *, depth: int = 0) -> Iterator[Path]:
    """Yield a folder's texts, in order of their names.

    Links to folders are not followed: they may lead in circles.
    """
    try:
        with os.scandir(folder) as found:
            inside = sorted(found, key=lambda each: each.name)
    except OSError:  # there is none, or it can't be read
        return
    for each in inside:
        path = Path(each.path)
        if each.name.startswith("."):
            continue
        if each.is_dir(follow_symlinks=False):
            if depth < MOST_DEPTH:
                yield from walk_texts(path, depth=depth + 1)
        elif path.suffix.lower() in SUFFIXES and path.is_file():  # a pipe would never end
            yield path
