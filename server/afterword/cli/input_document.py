"""Reads the document that the command line names, its cursor and its project."""

import sys
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Final

from afterword.brief.project.project import Project
from afterword.errors import DocumentError
from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.settings import Settings, find_project_file
from afterword.writing.passage import Passage

_LANGUAGE_OF_SUFFIX: Final = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "mdx",
    ".qmd": "quarto",
    ".rmd": "rmd",
    ".tex": "latex",
    ".org": "org",
    ".norg": "norg",
    ".rst": "restructuredtext",
    ".adoc": "asciidoc",
    ".asciidoc": "asciidoc",
    ".typ": "typst",
    ".fountain": "fountain",
}


def read_passage(arguments: Namespace) -> Passage:
    """Return the document and cursor that ``file``, ``--at`` and ``--language`` name.

    Raises:
        DocumentError: the file can't be read, is no text, or has no such place.
    """
    text = _read_text(arguments.file)
    language = arguments.language or _LANGUAGE_OF_SUFFIX.get(
        Path(arguments.file).suffix.lower(), "plaintext"
    )
    return Passage(
        text=text,
        char_offset=len(text) if arguments.at is None else find_offset(text, arguments.at),
        language_id=language,
        uri=arguments.file,
    )


def folder_of(arguments: Namespace) -> Path:
    """Return the folder of the document; the current one if it comes from standard input."""
    return Path.cwd() if arguments.file == "-" else Path(arguments.file).resolve().parent


def in_project(passage: Passage, settings: Settings, folder: Path) -> Passage:
    """Return the passage with the project around ``folder``; its faults go to stderr."""
    project = Project()
    project_file = find_project_file(folder)
    project.read_changes(project_file.parent if project_file else folder, settings)
    for problem in project.problems:
        print(f"afterword: {problem}", file=sys.stderr)
    for file, faulty in project.lore.faulty.items():
        print(f"afterword: {file}: {faulty.faults[0].message}", file=sys.stderr)
    path = None if passage.uri == "-" else Path(passage.uri).resolve()
    if path is not None:
        project.update_previous(path, settings)
    return replace(passage, project_context=project.context_for(path), settings=settings)


def find_offset(text: str, place: str) -> int:
    """Return the offset of LINE:COLUMN, both from 1; one past the end of a line is its end.

    Raises:
        DocumentError: it is not of this form, or not in the text.
    """
    line_text, _, column_text = place.partition(":")
    try:
        line, column = int(line_text), int(column_text)
    except ValueError:
        line = column = 0
    if line < 1 or column < 1:
        raise DocumentError(
            f"--at {place} is no place.", next_step="Write LINE:COLUMN, both counted from 1."
        )
    lines = with_lf_line_ends(text).split("\n")
    if line > len(lines):
        raise DocumentError(
            f"--at {place} is past the end: the text has {len(lines)} lines.",
            next_step="Lines are counted from 1.",
        )
    if column > len(lines[line - 1]) + 1:
        raise DocumentError(
            f"--at {place} is past the end of line {line}, which has "
            f"{len(lines[line - 1])} characters.",
            next_step="Columns are counted from 1, in characters.",
        )
    return _line_start(text, line) + column - 1


def _line_start(text: str, line: int) -> int:
    """Return the offset where a line begins, in the text's own line ends."""
    offset = 0
    for _ in range(line - 1):
        while text[offset] not in "\r\n":
            offset += 1
        offset += 2 if text.startswith("\r\n", offset) else 1
    return offset


def _read_text(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise DocumentError(
            f"{name} can't be read: {error.strerror}.", next_step="Check the path."
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name} is not UTF-8 text.", next_step="Save it as UTF-8 and try again."
        ) from error
