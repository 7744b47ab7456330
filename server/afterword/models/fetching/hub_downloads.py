"""Models of the catalogue that are fetched from the Hugging Face hub into our own cache folder.

They lie there as unpacked models do, so that they can be removed whole, and no other program's
cache is touched.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from afterword.errors import ModelFetchError, ModelFileError
from afterword.models.cache_folder import CacheFolder, size_of
from afterword.models.catalogue_entry import CatalogueEntry, HubRepository
from afterword.models.chat_template_file import CHAT_TEMPLATE_NAME
from afterword.models.fetching.downloads_folder import DOWNLOADS, download_lock, download_stage
from afterword.models.fetching.file_download import Downloader, RemoteFile
from afterword.models.fetching.hub_client import HubClient, consent_is_missing, is_refusal
from afterword.models.model_folder import check_folder, read_config, refuse_remote_code
from afterword.models.preparation_progress import PreparationProgress, ReportProgress
from afterword.models.prepared_model import (
    RECORD_FORMAT,
    RECORD_NAME,
    PreparationRecord,
    PreparedModel,
    file_sizes,
    read_record,
)

_CONFIGS: Final = (
    *("config.json", "tokenizer_config.json", "generation_config.json"),
    CHAT_TEMPLATE_NAME,
)
_ALL: Final = (*_CONFIGS, "tokenizer.json", "*.safetensors", "*.safetensors.index.json")
_COMMIT_DIGITS: Final = 12
_BYTES_PER_STORED_WEIGHT: Final = 1
"""Bytes of disk that a weight takes once more when it is rounded for the processor."""


class HubDownloads:
    """Fetches repositories, and finds those that were fetched."""

    def __init__(
        self,
        cache_folder: CacheFolder,
        *,
        hub: Callable[[], HubClient],
        downloader: Callable[[], Downloader],
    ) -> None:
        """Fetch nothing yet; what is given is opened only when something is to be fetched."""
        self._cache_folder = cache_folder
        self._hub = hub
        self._downloader = downloader

    def find(self, entry: CatalogueEntry) -> PreparedModel | None:
        """Return a model that was fetched; None if it was not, or is damaged."""
        for folder in self._cache_folder.finished():
            record = read_record(folder)
            if record is not None and record.is_of(entry.name, entry.sha256):
                return record.describe(folder)
        return None

    def fetch(self, entry: CatalogueEntry, source: HubRepository, report: ReportProgress) -> None:
        """Fetch a repository, unless it is here.

        Raises:
            ModelFetchError: the hub can't be reached, or asks for a consent.
            ModelNotFoundError: it has no such repository.
            ModelFileError: what came is not what the hub says, or can't be used.
            UnsafeModelError: the repository has code that would have to run.
            ModelStorageError: the disk is full or can't be written.
        """
        with download_lock(self._cache_folder, entry, report):
            if self.find(entry) is not None:
                return
            report(PreparationProgress(message=f"Looking up {source.repository}"))
            snapshot = self._hub().snapshot(source, _ALL)
            folder = self._folder(entry, snapshot.commit)
            for other in self._unfinished(entry):
                if other != folder:  # of an older commit: nothing goes on there any more
                    shutil.rmtree(other, ignore_errors=True)
            with self._cache_folder.storage_errors():
                folder.mkdir(parents=True, exist_ok=True)
            self._cache_folder.require_space(
                sum(file.size_bytes for file in snapshot.files)
                - size_of(folder)
                + entry.parameters * _BYTES_PER_STORED_WEIGHT
            )
            try:
                self._download(entry, snapshot.files, folder, report)
            except ModelFetchError as error:
                if source.is_gated and is_refusal(error.__cause__):
                    raise consent_is_missing(source) from error
                raise
            origin = f"hub {source.repository} at {snapshot.commit}"
            self._publish(entry, folder, origin, snapshot.commit)

    def discard(self, entry: CatalogueEntry) -> int:
        """Delete what was downloaded of a model and never finished; return how many bytes that were."""
        freed = 0
        for folder in self._unfinished(entry):
            freed += size_of(folder)
            shutil.rmtree(folder, ignore_errors=True)
        return freed

    def _unfinished(self, entry: CatalogueEntry) -> list[Path]:
        return [*(self._cache_folder.root / DOWNLOADS).glob(f"{entry.name}@*")]

    def _folder(self, entry: CatalogueEntry, commit: str) -> Path:
        return self._cache_folder.root / DOWNLOADS / f"{entry.name}@{commit[:_COMMIT_DIGITS]}"

    def _download(
        self,
        entry: CatalogueEntry,
        files: tuple[RemoteFile, ...],
        folder: Path,
        report: ReportProgress,
    ) -> None:
        """Download what is not there; small files come first, since they may forbid the others."""
        total = sum(file.size_bytes for file in files)
        stage = download_stage(entry, total, report)
        downloader, done = self._downloader(), 0
        ordered = sorted(files, key=lambda file: file.name not in _CONFIGS)
        configs = sum(file.name in _CONFIGS for file in ordered)
        for number, file in enumerate(ordered):
            if number == configs:
                # Before gigabytes are fetched for a model that can't be used.
                refuse_remote_code(folder, read_config(folder))
            target = folder / file.name
            if not target.is_file():
                with self._cache_folder.storage_errors():
                    # Errors of the network are caught and turned into ours in there.
                    downloader.download(
                        file,
                        target,
                        on_bytes=lambda here, before=done: stage.advance(before + here, total),
                    )
            done += file.size_bytes

    def _publish(self, entry: CatalogueEntry, folder: Path, origin: str, commit: str) -> None:
        """Check a folder and make it a finished one.

        Raises:
            ModelFileError: the files don't make a model; they are deleted.
        """
        try:
            prepared = check_folder(folder, name=entry.name, source=origin)
        except ModelFileError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        record = PreparationRecord(
            name=entry.name,
            model_type=str(read_config(folder).get("model_type", "")),
            bos_token_id=prepared.bos_token_id,
            eos_token_ids=prepared.eos_token_ids,
            prepends_bos=prepared.prepends_bos,
            context_tokens=prepared.context_tokens,
            source=origin,
            source_sha256="",
            files=file_sizes(folder),
        )
        with self._cache_folder.storage_errors():
            text = record.model_dump_json(indent=2)
            (folder / RECORD_NAME).write_text(text, encoding="utf-8")
        key = f"{entry.name}-{commit[:_COMMIT_DIGITS]}-{RECORD_FORMAT}"
        self._cache_folder.publish(folder, key)
