"""The model store: fetches, prepares and removes the models on this machine.

A name may be one of the catalogue or of a model trained here, a folder, a ``.gguf`` file, or a
Hugging Face id. They are tried in this order.
"""

import builtins
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import platformdirs

from afterword.errors import (
    ModelFileError,
    ModelNotFoundError,
    ModelStorageError,
    UnsafeModelError,
)
from afterword.models.cache_folder import CacheFolder, free_bytes_of
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry, HubRepository
from afterword.models.fetching.configured_sources import (
    open_downloader,
    open_model_hub,
    open_package_index,
)
from afterword.models.fetching.downloads_folder import lock_key
from afterword.models.fetching.file_download import Downloader
from afterword.models.fetching.hub_client import HubClient
from afterword.models.fetching.hub_downloads import HubDownloads
from afterword.models.fetching.package_downloads import PackageDownloads
from afterword.models.fetching.package_index import PackageIndex
from afterword.models.gguf.preparation import GgufPreparation, folder_name
from afterword.models.hub_repository import (
    FetchRepository,
    fetch_from_hub,
    is_repository_id,
    prepare_repository,
)
from afterword.models.model_folder import PICKLE_SUFFIXES
from afterword.models.model_inventory import (
    ModelInventory,
    StoredModel,
    describe_in_place,
    path_of,
)
from afterword.models.packaged_files import LocateModule, installed_folder
from afterword.models.preparation_progress import ReportProgress, ignore_progress
from afterword.models.prepared_model import PreparedModel, read_record
from afterword.models.trained_models import find_trained, trained_names, trained_root

CACHE_VARIABLE: Final = "AFTERWORD_CACHE_DIR"


def default_root() -> Path:
    """Return the folder for prepared models: ``AFTERWORD_CACHE_DIR``, or the user's cache."""
    return cache_home() / "models"


def compiled_code_folder() -> Path:
    """Return the folder for code that is compiled for this processor, next to the models."""
    return cache_home() / "code"


def cache_home() -> Path:
    """Return the folder for all that can be made again: ``AFTERWORD_CACHE_DIR``, or the user's cache."""
    chosen = os.environ.get(CACHE_VARIABLE)
    return Path(chosen).expanduser() if chosen else platformdirs.user_cache_path("afterword")


class ModelStore:
    """The models on this machine. It is safe to use from several processes at once."""

    def __init__(
        self,
        root: Path | None = None,
        *,
        locate: LocateModule = installed_folder,
        fetch: FetchRepository = fetch_from_hub,
        free_bytes: Callable[[Path], int] = free_bytes_of,
        trained: Path | None = None,
        index: Callable[[], PackageIndex] = open_package_index,
        hub: Callable[[], HubClient] = open_model_hub,
        downloader: Callable[[], Downloader] = open_downloader,
    ) -> None:
        """Use the cache folder at ``root``, or the user's. Tests replace the other arguments."""
        self._trained = trained or trained_root()
        self._cache_folder = CacheFolder(root or default_root(), free_bytes=free_bytes)
        self._downloads = PackageDownloads(
            self._cache_folder, index=index, downloader=downloader, locate_installed=locate
        )
        self._hub_downloads = HubDownloads(self._cache_folder, hub=hub, downloader=downloader)
        self._locate = self._downloads.locate
        self._fetch = fetch
        self._ggufs = GgufPreparation(self._cache_folder, locate=self._locate)
        self._inventory = ModelInventory(
            records=self._ggufs.records, trained=self._trained, locate=self._locate
        )

    @property
    def root(self) -> Path:
        """The folder with the prepared models."""
        return self._cache_folder.root

    def prepare(self, name: str, *, report: ReportProgress = ignore_progress) -> PreparedModel:
        """Return a model that is ready to load; if it is not prepared yet, unpack or fetch it.

        ``report`` is called often; an exception from it ends the preparation and leaves no files.

        Raises:
            ModelNotFoundError: there is no such model, or its packages are not installed.
            ModelFileError: its files are missing, truncated or damaged.
            UnsafeModelError: loading it would run code.
            ModelStorageError: the cache folder is full or can't be written.
            EngineUnavailableError: packages that unpack models are not installed.
        """
        entry = CATALOGUE.get(name)
        if entry is not None:
            return self._prepare_entry(entry, report)
        trained = find_trained(self._trained, name)
        if trained is not None:
            return describe_in_place(trained, name)
        path = path_of(name)
        if path.is_dir():
            return describe_in_place(path, name)
        if path.suffix.lower() in PICKLE_SUFFIXES:
            raise UnsafeModelError(
                f"{path} is a pickle checkpoint, and loading a pickle can run code.",
                next_step="Use a folder with .safetensors files, or a .gguf file.",
            )
        if path.is_file():
            return self._ggufs.prepare_file(path.resolve(), name, report)
        if path.suffix.lower() == ".gguf":
            raise ModelFileError(f"There is no model file {path}.", next_step="Check the path.")
        if is_repository_id(name):
            return prepare_repository(name, report=report, fetch=self._fetch)
        raise ModelNotFoundError(
            f"There is no model {name}.",
            next_step=f"Choose one of {', '.join([*CATALOGUE, *trained_names(self._trained)])}, "
            "or give a Hugging Face id, a folder or a .gguf file.",
        )

    def fetch(self, name: str, *, report: ReportProgress = ignore_progress) -> None:
        """Fetch what a model of the catalogue is made from, if it is not on this machine.

        What came before an error is kept, and the next call goes on there.

        Raises:
            ModelNotFoundError: the catalogue has no such model, or no index has its files.
            ModelFetchError: the files can't be reached.
            ModelFileError: they are not the ones that are known.
            ModelStorageError: the disk is full or can't be written.
        """
        entry = CATALOGUE.get(name)
        if entry is None:
            raise ModelNotFoundError(
                f"There is no model {name} in the catalogue.",
                next_step=f"Choose one of {', '.join(CATALOGUE)}; others are used by their name, "
                "see: afterword models prepare",
            )
        if self.info(name).prepared is not None:
            return
        if isinstance(entry.source, HubRepository):
            self._hub_downloads.fetch(entry, entry.source, report)
        else:
            self._downloads.fetch(entry, report)

    def list(self) -> builtins.list[StoredModel]:
        """Return all models of the catalogue, then those trained here, then others unpacked here."""
        return self._inventory.list()

    def info(self, name: str) -> StoredModel:
        """Return the facts about one model, without preparing or fetching it.

        Raises:
            ModelNotFoundError: there is no such model on this machine.
            ModelFileError: it is a folder that can't be used.
            UnsafeModelError: it is a folder that can't be loaded safely.
        """
        return self._inventory.info(name)

    def remove(self, name: str) -> int:
        """Remove the unpacked folders of a model, and downloads for it; return how many bytes they had.

        Folders used in place, the hub's cache and installed packages are not removed.

        Raises:
            ModelStorageError: the cache folder can't be written, or the model is being fetched.
        """
        entry = CATALOGUE.get(name)
        path = str(path_of(name).resolve()) if entry is None else ""
        freed = 0
        if entry is not None:

            def refuse() -> None:
                raise ModelStorageError(
                    f"{name} is being fetched by another process.",
                    next_step="Wait until it is there, or end that process, and run it again.",
                )

            with self._cache_folder.locked(lock_key(entry), while_waiting=refuse):
                freed = self._downloads.discard(entry) + self._hub_downloads.discard(entry)
        for folder in self._cache_folder.finished():
            record = read_record(folder)
            if record is None:
                is_meant = folder.name.startswith(f"{folder_name(name)}-")
            else:
                is_same_content = entry is not None and record.is_of(entry.name, entry.sha256)
                is_meant = is_same_content or record.name in (name, path)
            if is_meant:
                with self._cache_folder.locked(folder.name, while_waiting=lambda: None):
                    freed += self._cache_folder.discard(folder.name)
        self._cache_folder.remove_leftovers()
        return freed

    def _prepare_entry(self, entry: CatalogueEntry, report: ReportProgress) -> PreparedModel:
        if isinstance(entry.source, HubRepository):
            fetched = self._hub_downloads.find(entry)
            if fetched is None:
                raise ModelNotFoundError(
                    f"The model {entry.name} is not installed.",
                    next_step=f"Run: {entry.install_command}",
                )
            return fetched
        try:
            prepared = self._ggufs.prepare_entry(entry, report)
        except ModelFileError:
            self._downloads.discard(entry)  # damaged since they were checked: they are fetched anew
            raise
        self._downloads.discard(entry)
        return prepared
