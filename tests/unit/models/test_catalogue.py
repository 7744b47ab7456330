import re

import pytest

from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry
from afterword.settings import Settings

ENTRIES = [pytest.param(entry, id=name) for name, entry in CATALOGUE.items()]


def test_the_default_model_is_in_the_catalogue_and_comes_first() -> None:
    assert next(iter(CATALOGUE)) == Settings().model


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_entry_can_be_named_checked_licensed_and_installed(entry: CatalogueEntry) -> None:
    assert re.fullmatch(r"[a-z0-9.-]+", entry.name)  # neither a path nor a repository
    assert entry.licence
    assert entry.licence_url.startswith("https://")
    assert entry.download_bytes > 0.9 * entry.size_bytes
    assert 0 < entry.token_bytes <= 1.2 * entry.parameters


@pytest.mark.parametrize("entry", [each for each in ENTRIES if CATALOGUE[str(each.id)].pieces])
def test_each_packaged_file_and_wheel_is_pinned(entry: CatalogueEntry) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
    wheels = [piece.wheel for piece in entry.pieces]
    assert len({wheel.sha256 for wheel in wheels}) == len(wheels)
    for piece, wheel in zip(entry.pieces, wheels, strict=True):
        assert re.fullmatch(r"[0-9a-f]{64}", wheel.sha256)
        assert wheel.project.replace("-", "_") == piece.module
