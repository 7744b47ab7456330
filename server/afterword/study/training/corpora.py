"""Reads a corpus: the text files under some paths, as documents. Knows no tokens."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.errors import DocumentError
from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.prose.structure.hard_wraps import unwrap

SUFFIXES: Final = (".md", ".txt", ".tex")
"""The endings of the files that are read."""
_MAX_FILE_BYTES: Final = 256 * 2**20
"""The largest file in bytes. No text that one person wrote is larger; a collection can be split."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusDocument:
    """One file of prose."""

    path: Path
    text: str
    """The text with LF line ends and without hard wraps, as prompts are when serving."""
    sha256: str
    """The hash of ``text``, which identifies the document; its path does not."""

    @property
    def size_bytes(self) -> int:
        """The length of the text in UTF-8."""
        return len(self.text.encode())


def read_corpus(paths: Sequence[Path]) -> list[CorpusDocument]:
    """Read all ``.md``, ``.txt`` and ``.tex`` files under ``paths``, the same text only once.

    Hidden files and folders, and empty files, are left out.

    Returns:
        Documents in the order of their hashes, so that names and folders don't matter.

    Raises:
        DocumentError: a path does not exist, a file can't be read or is not UTF-8 text, or there
            is no text at all.
    """
    documents = {
        document.sha256: document
        for document in map(_read_document, _files_under(paths))
        if document.text.strip()
    }
    if not documents:
        raise DocumentError(
            f"There is no text in {', '.join(map(str, paths))}.",
            next_step=f"Give files or folders with {', '.join(SUFFIXES)} files that have words.",
        )
    return [documents[key] for key in sorted(documents)]


def fingerprint(documents: Iterable[CorpusDocument]) -> str:
    """Return a hash of all texts, which depends neither on their paths nor on their order."""
    keys = sorted(document.sha256 for document in documents)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def _files_under(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from _files_in(path)
        elif not path.exists():
            raise DocumentError(f"There is no file or folder {path}.", next_step="Check the path.")
        elif path.suffix.lower() not in SUFFIXES:
            raise DocumentError(
                f"{path} is not one of the kinds that are read: {', '.join(SUFFIXES)}.",
                next_step="Save it as plain text.",
            )
        else:
            yield path


def _files_in(folder: Path) -> Iterator[Path]:
    # Links to folders are not followed: they may form a loop, or lead out of the folder.
    for home, folders, names in os.walk(folder, onerror=_raise_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(home, name)
            is_ours = path.suffix.lower() in SUFFIXES and not name.startswith(".")
            if is_ours and path.is_file():  # not a pipe: reading it would never end
                yield path


def _raise_unreadable(error: OSError) -> None:
    raise DocumentError(
        f"The folder {error.filename} can't be read: {error.strerror}.",
        next_step="Make it readable, or name the folders that you mean.",
    ) from error


def _read_document(path: Path) -> CorpusDocument:
    try:
        size_bytes = path.stat().st_size
        data = path.read_bytes() if size_bytes <= _MAX_FILE_BYTES else b""
    except OSError as error:
        raise DocumentError(
            f"{path} can't be read: {error.strerror}.", next_step="Make it readable or move it."
        ) from error
    if size_bytes > _MAX_FILE_BYTES:
        raise DocumentError(
            f"{path} is larger than {_MAX_FILE_BYTES // 2**20} MB.",
            next_step="Split it, best into the works or chapters that it holds.",
        )
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(
            f"{path} is no text: it holds zero bytes.", next_step="Move it out of the folder."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path} is not UTF-8 text (byte {error.start}).",
            next_step="Save it as UTF-8, or move it out of the folder.",
        ) from error
    text = unwrap(with_lf_line_ends(text))
    return CorpusDocument(path=path, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
