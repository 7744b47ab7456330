"""Model files inside installed Python packages: finding them and joining their pieces.

The packages are located, never imported: their code is not needed, and their files are trusted only
if our own checksum matches.
"""

import hashlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Final

from afterword.errors import ModelFileError, ModelNotFoundError
from afterword.models.catalogue_entry import CatalogueEntry, PackagedFile
from afterword.models.preparation_progress import Stage

_BLOCK_BYTES: Final = 4 * 2**20
"""Bytes that are read and hashed at a time."""

LocateModule = Callable[[str], Path | None]
"""A function that returns the folder of an installed top-level module, or None."""


def installed_folder(module: str) -> Path | None:
    """Return the folder of an installed package without importing it."""
    found = importlib.util.find_spec(module)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)))


def is_installed(entry: CatalogueEntry, *, locate: LocateModule = installed_folder) -> bool:
    """Return whether all pieces of a model are installed."""
    pieces = entry.pieces
    return bool(pieces) and all(find_piece(piece, locate=locate) is not None for piece in pieces)


def join_pieces(
    entry: CatalogueEntry, target: Path, *, stage: Stage, locate: LocateModule = installed_folder
) -> None:
    """Write the model's file to ``target`` from its pieces, and check it against our checksum.

    Raises:
        ModelNotFoundError: packages are not installed.
        ModelFileError: a piece can't be read, or the joined file has another size or checksum.
        OSError: the target can't be written.
    """
    places = [find_piece(piece, locate=locate) for piece in entry.pieces]
    pieces = [place for place in places if place is not None]
    if len(pieces) < len(places):
        raise ModelNotFoundError(
            f"The model {entry.name} is not installed.",
            next_step=f"Run: {entry.install_command}",
        )
    digest = hashlib.sha256()
    done = 0
    with target.open("wb") as out:
        for piece in pieces:
            try:
                packed = piece.open("rb")
            except OSError as error:
                raise _unreadable(piece, error) from error
            with packed:
                while block := packed.read(_BLOCK_BYTES):
                    digest.update(block)
                    out.write(block)
                    done += len(block)
                    stage.advance(done, entry.size_bytes)
    if done != entry.size_bytes or digest.hexdigest() != entry.sha256:
        raise ModelFileError(
            f"The installed files of {entry.name} in {pieces[0].parent} are not the ones that "
            f"Afterword knows ({done} bytes of {entry.size_bytes}, or another checksum).",
            next_step=f"Remove those packages with pip and run: {entry.install_command}",
        )


def hash_file(path: Path, *, stage: Stage) -> str:
    """Return a file's SHA-256.

    Raises:
        ModelFileError: it can't be read.
    """
    digest = hashlib.sha256()
    done = 0
    try:
        total = path.stat().st_size
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
                done += len(block)
                stage.advance(done, total)
    except OSError as error:
        raise _unreadable(path, error) from error
    return digest.hexdigest()


def find_piece(piece: PackagedFile, *, locate: LocateModule) -> Path | None:
    """Return the path of a piece; None if its package is not there."""
    folder = locate(piece.module)
    path = folder / piece.path if folder else None
    return path if path and path.is_file() else None


def _unreadable(path: Path, error: OSError) -> ModelFileError:
    return ModelFileError(
        f"The model file {path} can't be read: {error.strerror or error}.",
        next_step="Check its permissions, or fetch it again.",
    )
