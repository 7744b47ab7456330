"""The preparation of GGUF files: finds a file, checks it, unpacks it into the cache folder.

The same content is unpacked once, even under several names, because the checksum is the key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.errors import ModelFileError, ModelNotFoundError
from afterword.models.cache_folder import CacheFolder
from afterword.models.catalogue_entry import CatalogueEntry
from afterword.models.gguf.header import read_gguf_header
from afterword.models.gguf.unpacked_folder import needed_bytes, unpack_gguf
from afterword.models.packaged_files import LocateModule, hash_file, is_installed, join_pieces
from afterword.models.preparation_progress import PreparationProgress, ReportProgress, Stage
from afterword.models.prepared_model import (
    RECORD_FORMAT,
    RECORD_NAME,
    PreparationRecord,
    PreparedModel,
    SourceFile,
    file_sizes,
    read_record,
)
from afterword.required_packages import require_local_packages

_KEY_DIGITS: Final = 12
"""Digits of the checksum in folder names: enough to distinguish files."""
_CHECKED_PERCENT: Final = 10
"""Progress, in percent, when the file is checked."""
_UNPACKED_PERCENT: Final = 97
"""Progress, in percent, when the file is unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A GGUF file that is to be unpacked."""

    name: str
    title: str
    origin: str
    sha256: str
    fetch_file: Callable[[Path], Path]
    """Returns the file's path. The file may be put into the given folder, which is removed later."""
    file: SourceFile | None = None


class GgufPreparation:
    """Prepares GGUF files in one cache folder."""

    def __init__(self, cache_folder: CacheFolder, *, locate: LocateModule) -> None:
        """Publish into ``cache_folder``; ``locate`` finds installed packages."""
        self._cache_folder = cache_folder
        self._locate = locate

    def records(self) -> list[tuple[Path, PreparationRecord]]:
        """Return the prepared folders that are intact, each with its record."""
        found = ((folder, read_record(folder)) for folder in self._cache_folder.finished())
        return [(folder, record) for folder, record in found if record is not None]

    def prepare_entry(self, entry: CatalogueEntry, report: ReportProgress) -> PreparedModel:
        """Prepare a model of the catalogue from installed packages."""
        known = self._find_prepared(entry.sha256, entry.name)
        if known is not None:
            return known
        if not is_installed(entry, locate=self._locate):
            raise ModelNotFoundError(
                f"The model {entry.name} is not installed.",
                next_step=f"Run: {entry.install_command}",
            )

        def fetch_file(folder: Path) -> Path:
            stage = _checking(entry.title, report)
            self._cache_folder.require_space(entry.size_bytes)
            target = folder / f"{entry.name}.gguf"
            with self._cache_folder.storage_errors():
                join_pieces(entry, target, stage=stage, locate=self._locate)
            return target

        source = _Source(
            name=entry.name,
            title=entry.title,
            origin=f"package {entry.pieces[0].module}",
            sha256=entry.sha256,
            fetch_file=fetch_file,
        )
        return self._unpack(source, report)

    def prepare_file(self, path: Path, name: str, report: ReportProgress) -> PreparedModel:
        """Prepare the writer's own file. An unchanged one is recognised by its size and time."""
        try:
            file = SourceFile.of(path)
        except OSError as error:
            raise ModelFileError(
                f"The model file {path} can't be read: {error.strerror}.",
                next_step="Check the path and its permissions.",
            ) from error
        for folder, record in self.records():
            if record.source_file == file:
                return record.describe(folder, name=name)
        read_gguf_header(path)  # an error for a file that is no GGUF file comes before hashing
        sha256 = hash_file(path, stage=_checking(path.name, report))
        known = self._find_prepared(sha256, name)
        if known is not None:
            return known
        source = _Source(
            name=str(path),
            title=path.name,
            origin=f"file {path}",
            sha256=sha256,
            fetch_file=lambda _: path,
            file=file,
        )
        return self._unpack(source, report)

    def _find_prepared(self, sha256: str, name: str) -> PreparedModel | None:
        for folder, record in self.records():
            if record.source_sha256 == sha256:
                return record.describe(folder, name=name)
        return None

    def _unpack(self, source: _Source, report: ReportProgress) -> PreparedModel:
        """Unpack a file into the cache folder, unless another process has done it meanwhile."""
        require_local_packages()
        key = f"{folder_name(source.name)}-{source.sha256[:_KEY_DIGITS]}-{RECORD_FORMAT}"

        def wait() -> None:
            message = f"Waiting: another process is preparing {source.title}"
            report(PreparationProgress(message=message))

        with self._cache_folder.locked(key, while_waiting=wait):
            done = read_record(self._cache_folder.folder(key))
            if done is not None:
                return done.describe(self._cache_folder.folder(key))
            with self._cache_folder.unfinished(key) as folder:
                ready, record = self._unpack_into(folder, source, report)
                report(PreparationProgress(message=f"Storing {source.title}", percent=98))
                published = self._cache_folder.publish(ready, key)
        report(PreparationProgress(message=f"Prepared {source.title}", percent=100))
        return record.describe(published)

    def _unpack_into(
        self, folder: Path, source: _Source, report: ReportProgress
    ) -> tuple[Path, PreparationRecord]:
        """Make the model's folder inside a temporary one; return it and its record."""
        ready = folder / "ready"
        with self._cache_folder.storage_errors():
            ready.mkdir()
        header = read_gguf_header(source.fetch_file(folder))
        self._cache_folder.require_space(needed_bytes(header))
        stage = Stage(
            report=report,
            message=f"Unpacking {source.title}",
            from_percent=_CHECKED_PERCENT,
            to_percent=_UNPACKED_PERCENT,
        )
        with self._cache_folder.storage_errors():
            unpacked = unpack_gguf(header, ready, stage=stage)
            record = PreparationRecord(
                name=source.name,
                model_type=unpacked.model_type,
                bos_token_id=unpacked.tokens.bos_token_id,
                eos_token_ids=unpacked.tokens.eos_token_ids,
                prepends_bos=unpacked.tokens.prepends_bos,
                context_tokens=unpacked.context_tokens,
                source=source.origin,
                source_sha256=source.sha256,
                source_file=source.file,
                files=file_sizes(ready),
            )
            (ready / RECORD_NAME).write_text(record.model_dump_json(indent=2), encoding="utf-8")
        return ready, record


def folder_name(name: str) -> str:
    """Return the readable part of a key, in characters that every file system accepts."""
    return re.sub(r"[^a-z0-9._]+", "-", Path(name).name.lower()).strip("-.") or "model"


def _checking(title: str, report: ReportProgress) -> Stage:
    message = f"Checking {title}"
    return Stage(report=report, message=message, from_percent=0, to_percent=_CHECKED_PERCENT)
