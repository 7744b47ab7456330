"""Which of a project's files are read before a document: by their numbers, or as the writer says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import regex

from afterword.brief.project.path_patterns import matches_pattern
from afterword.brief.project_texts import TEXT_SUFFIXES, walk_texts
from afterword.prose.structure.current_chapter import chapter_number_in_name

MAX_ORDERED_FILES: Final = 2_000
"""How many files of a project are put in order: one that has more has other things than chapters."""
_DIGITS: Final = regex.compile(r"(\d+)")
_Key = tuple[tuple[int, tuple[tuple[int, str], ...]], ...]


def files_before(
    path: Path, root: Path, *, order: Sequence[str] = (), leave_out: str = ""
) -> list[Path]:
    """Return the files that a reader has read before coming to a document, in order.

    Without an order these are the files of its own folder whose names number a chapter, as its own
    does: nothing else says that one text goes on where another ends.

    Args:
        path: the document.
        root: the project's folder.
        order: patterns of the files that are read one after another.
        leave_out: a folder in the project that holds no chapters, such as the lore's.
    """
    if not order:
        return _numbered_before(path)
    left_out = root / leave_out if leave_out else None
    names = dict[str, Path]()
    for file in walk_texts(root):
        if left_out is None or not file.is_relative_to(left_out):
            names[file.relative_to(root).as_posix()] = file
        if len(names) == MAX_ORDERED_FILES:
            break
    ordered = list[Path]()
    for pattern in order:
        meant = [name for name in names if matches_pattern(name, pattern)]
        ordered += [names.pop(name) for name in sorted(meant, key=natural_key)]
    return ordered[: ordered.index(path)] if path in ordered else []


def natural_key(name: str) -> _Key:
    """Return what sorts paths as people do: chapter 2 before chapter 10, 第二回 before 第十回."""
    return tuple(_part_key(part) for part in name.split("/"))


def _part_key(part: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    number = chapter_number_in_name(part.rpartition(".")[0] or part)
    pieces = tuple(
        (int(piece), "") if piece.isdecimal() else (0, piece)
        for piece in _DIGITS.split(part.casefold())
        if piece
    )
    return (-1 if number is None else number, pieces)


def _numbered_before(path: Path) -> list[Path]:
    own = chapter_number_in_name(path.stem)
    if own is None:
        return []
    try:
        beside = [each for each in path.parent.iterdir() if not each.name.startswith(".")]
    except OSError:  # the folder is gone, or nobody may look into it
        return []
    kinds = TEXT_SUFFIXES | {path.suffix.lower()}
    numbered = [
        each
        for each in beside[:MAX_ORDERED_FILES]
        if each.suffix.lower() in kinds and (chapter_number_in_name(each.stem) or own) < own
    ]
    return sorted(numbered, key=lambda each: natural_key(each.name))
