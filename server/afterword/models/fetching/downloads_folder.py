"""The folder of unfinished downloads, from packages and from the hub: one process fetches a model at a time."""

from contextlib import AbstractContextManager
from typing import Final

from afterword.models.cache_folder import CacheFolder
from afterword.models.catalogue_entry import CatalogueEntry
from afterword.models.preparation_progress import PreparationProgress, ReportProgress, Stage

DOWNLOADS: Final = ".downloads"
"""The name of the folder in the cache folder; finished models' names begin otherwise."""


def lock_key(entry: CatalogueEntry) -> str:
    """Return the key of the lock that a process holds while it fetches or discards a model."""
    return f"download-{entry.name}"


def download_lock(
    cache_folder: CacheFolder, entry: CatalogueEntry, report: ReportProgress
) -> AbstractContextManager[None]:
    """Wait until no other process fetches a model, and keep others from it."""

    def wait() -> None:
        message = f"Waiting: another process is fetching {entry.title}"
        report(PreparationProgress(message=message))

    return cache_folder.locked(lock_key(entry), while_waiting=wait)


def download_stage(entry: CatalogueEntry, total_bytes: int, report: ReportProgress) -> Stage:
    """Return what reports how much of a model is here."""
    return Stage(
        report=report,
        message=f"Fetching {entry.title} ({total_bytes / 1e6:,.0f} MB)",
        from_percent=0,
        to_percent=100,
    )
