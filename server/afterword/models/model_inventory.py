"""The inventory of models: which are on this machine, and what is known of them.

Nothing is prepared or fetched here.
"""

import builtins
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from afterword.errors import ModelError, ModelNotFoundError
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry
from afterword.models.model_folder import check_folder
from afterword.models.packaged_files import LocateModule, is_installed
from afterword.models.prepared_model import PreparationRecord, PreparedModel
from afterword.models.trained_models import trained_names


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """The facts about a model, prepared or not."""

    name: str
    entry: CatalogueEntry | None = None
    """Its catalogue entry; None for models from elsewhere."""
    prepared: PreparedModel | None = None
    """The prepared model; None if it is not prepared yet."""
    is_available: bool
    """Whether it is prepared, or everything that its preparation needs is on this machine."""


class ModelInventory:
    """The models of the catalogue, those trained here, and those that were unpacked here."""

    def __init__(
        self,
        *,
        records: Callable[[], builtins.list[tuple[Path, PreparationRecord]]],
        trained: Path,
        locate: LocateModule,
    ) -> None:
        """Read nothing yet.

        Args:
            records: returns the prepared folders that are intact, each with its record.
            trained: the folder for models that are trained here.
            locate: finds packages with models' files.
        """
        self._records = records
        self._trained = trained
        self._locate = locate

    def list(self) -> builtins.list[StoredModel]:
        """Return all models of the catalogue, then those trained here, then others unpacked here."""
        records = self._records()
        others = [
            StoredModel(name=record.name, prepared=record.describe(folder), is_available=True)
            for folder, record in records
            if not any(record.is_of(entry.name, entry.sha256) for entry in CATALOGUE.values())
        ]
        trained = [self._of_trained(name) for name in trained_names(self._trained)]
        return [self._of_entry(entry, records) for entry in CATALOGUE.values()] + trained + others

    def info(self, name: str) -> StoredModel:
        """Return the facts about one model.

        Raises:
            ModelNotFoundError: there is no such model on this machine.
            ModelFileError: it is a folder that can't be used.
            UnsafeModelError: it is a folder that can't be loaded safely.
        """
        known = {stored.name: stored for stored in reversed(self.list())}
        if name in known:
            return known[name]
        path = path_of(name)
        if str(path.resolve()) in known:
            return known[str(path.resolve())]
        if path.is_dir():
            prepared = describe_in_place(path, name)
            return StoredModel(name=name, prepared=prepared, is_available=True)
        if path.is_file():
            return StoredModel(name=name, is_available=True)
        raise ModelNotFoundError(
            f"There is no model {name} here.", next_step="See: afterword models list"
        )

    def _of_trained(self, name: str) -> StoredModel:
        try:
            prepared = describe_in_place(self._trained / name, name)
        except ModelError:  # a damaged model must not hide the others
            prepared = None
        return StoredModel(name=name, prepared=prepared, is_available=prepared is not None)

    def _of_entry(
        self, entry: CatalogueEntry, records: builtins.list[tuple[Path, PreparationRecord]]
    ) -> StoredModel:
        same = (
            record.describe(folder, name=entry.name)
            for folder, record in records
            if record.is_of(entry.name, entry.sha256)
        )
        prepared = next(same, None)
        is_available = prepared is not None or is_installed(entry, locate=self._locate)
        return StoredModel(
            name=entry.name, entry=entry, prepared=prepared, is_available=is_available
        )


def path_of(name: str) -> Path:
    """Return the path that a name may be, with the home of a user in place of ``~``.

    Raises:
        ModelNotFoundError: the system can't look there.
    """
    try:
        path = Path(name).expanduser()
        path.resolve().is_dir()
    except (OSError, RuntimeError, ValueError) as error:  # too long, no such user, a zero byte
        raise ModelNotFoundError(
            f"There is no model {name}: {getattr(error, 'strerror', None) or error}.",
            next_step="Check its name; see: afterword models list",
        ) from error
    return path


def describe_in_place(path: Path, name: str) -> PreparedModel:
    """Return the model in a folder that is used where it lies.

    Raises:
        ModelFileError: the folder can't be used.
        UnsafeModelError: it can't be loaded safely.
    """
    folder = path.resolve()
    return check_folder(folder, name=name, source=f"folder {folder}")
