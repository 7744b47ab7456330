"""Finds and reads text files of a project. They are foreign input: they came with the opened folder."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TEXT_SUFFIXES: Final = frozenset({".md", ".markdown", ".txt"})
"""The endings of the names of files that hold lore or chapters."""
MAX_FOLDER_DEPTH: Final = 8
"""How many folders inside one another are searched for texts."""
MAX_TEXT_FILE_BYTES: Final = 500_000
"""How many bytes a text file may have: as many as a short book."""

FileStamp = tuple[int, int]
"""The time of a file's last change, in ns, and its size, in bytes: where both are equal, the file is
not read again."""


@dataclass(frozen=True, slots=True)
class ProjectText:
    """The text of one file, or why it was not read."""

    stamp: FileStamp | None
    """The file's stamp when it was read; None if it is to be read again in any case."""
    text: str = ""
    problem: str = ""
    """Why it was not read: the end of a sentence that begins with its path; empty if it was."""


def read_project_text(path: Path) -> ProjectText:
    """Read one file, or say why it is not read. Never raises."""
    stamp = file_stamp(path)
    try:
        if not path.is_file():  # a pipe would never end
            return ProjectText(None, problem="is no file.")
        with path.open("rb") as file:
            content = file.read(MAX_TEXT_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "unknown reason"
        return ProjectText(None, problem=f"can't be read: {reason}.")
    if len(content) > MAX_TEXT_FILE_BYTES:
        return ProjectText(
            stamp, problem=f"is larger than {MAX_TEXT_FILE_BYTES:,} bytes. Split it."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return ProjectText(stamp, problem="is no UTF-8 text.")
    return ProjectText(stamp, text=text)


def file_stamp(path: Path) -> FileStamp | None:
    """Return a file's stamp; None if there is no such file, or nobody may see it."""
    try:
        stat = path.stat()
    except (OSError, ValueError):
        return None
    return (stat.st_mtime_ns, stat.st_size)


def is_inside(path: Path, root: Path) -> bool:
    """Return whether a path, its links followed, is in a folder."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):  # a loop of links, or no valid name
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
            if depth < MAX_FOLDER_DEPTH:
                yield from walk_texts(path, depth=depth + 1)
        elif path.suffix.lower() in TEXT_SUFFIXES and path.is_file():  # a pipe would never end
            yield path
