"""Models of the catalogue from a hub: fetched, resumed, refused, found again and removed."""

import errno
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from afterword.errors import (
    ModelFetchError,
    ModelFileError,
    ModelNotFoundError,
    ModelStorageError,
    UnsafeModelError,
)
from afterword.models.cache_folder import CacheFolder
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry, HubRepository
from afterword.models.fetching.file_download import Downloader, RemoteFile
from afterword.models.fetching.hub_client import HubClient
from afterword.models.fetching.hub_downloads import HubDownloads
from afterword.models.preparation_progress import PreparationProgress, ignore_progress
from afterword.models.prepared_model import PreparedModel
from fakes.file_server import FileServer
from fakes.hub import COMMIT, put_repository
from unit.models.tiny_folder import safetensors_bytes, write_folder

NAME = "someone/tiny"
SECRET = "hf_secret"  # noqa: S105 (of nobody)
LARGE = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Downloads from a hub into a folder."""

    downloads: HubDownloads
    source: HubRepository
    entry: CatalogueEntry

    def fetch(
        self, report: Callable[[PreparationProgress], None] = ignore_progress
    ) -> PreparedModel:
        self.downloads.fetch(self.entry, self.source, report)
        found = self.downloads.find(self.entry)
        assert found is not None
        return found


OpenLibrary = Callable[..., Library]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = write_folder(tmp_path / "repository", weights=False)
    for number in (1, 2):
        shard = folder / f"model-0000{number}-of-00002.safetensors"
        shard.write_bytes(safetensors_bytes(5000 * number))
    (folder / "model.safetensors.index.json").write_text(
        '{"weight_map": {"a": "model-00001-of-00002.safetensors",'
        ' "b": "model-00002-of-00002.safetensors"}}'
    )
    (folder / "README.md").write_text("not fetched")
    return folder


@pytest.fixture
def open_library(server: FileServer, downloader: Downloader, tmp_path: Path) -> OpenLibrary:
    def open_it(
        *,
        is_gated: bool = False,
        token: str = "",
        is_offline: bool = False,
        free_bytes: int = LARGE,
        revision: str = "main",
        endpoint: str = "",
        chosen_downloader: Downloader = downloader,
    ) -> Library:
        source = HubRepository(
            repository=NAME, size_bytes=15_000, is_gated=is_gated, revision=revision
        )
        hub = HubClient(
            downloader.client,
            endpoint=endpoint or server.address,
            token=token,
            is_offline=is_offline,
        )
        return Library(
            downloads=HubDownloads(
                CacheFolder(tmp_path / "models", free_bytes=lambda _folder: free_bytes),
                hub=lambda: hub,
                downloader=lambda: chosen_downloader,
            ),
            source=source,
            entry=replace(CATALOGUE["qwen3-0.6b-base"], parameters=10, source=source),
        )

    return open_it


def test_a_sharded_model_is_fetched_whole_with_the_commit_it_was(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)
    seen = list[PreparationProgress]()
    prepared = open_library().fetch(seen.append)
    names = {path.name for path in prepared.folder.iterdir()}
    assert names == {path.name for path in repository.iterdir()} - {"README.md"} | {
        "afterword.json"
    }
    assert prepared.source == f"hub {NAME} at {COMMIT}"
    assert seen[-1].percent == 100


def test_nothing_is_asked_about_a_model_that_is_here(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)
    first = open_library().fetch()
    server.seen.clear()
    assert open_library(is_offline=True).fetch() == first
    assert server.seen == []


def test_what_came_of_an_older_commit_is_deleted(
    server: FileServer, open_library: OpenLibrary, repository: Path, tmp_path: Path
) -> None:
    put_repository(server, NAME, repository)
    older = tmp_path / "models/.downloads/qwen3-0.6b-base@0123456789ff"
    older.mkdir(parents=True)
    (older / "model.safetensors.partial").write_bytes(b"half")
    open_library().fetch()
    assert not older.exists()


def test_a_download_that_was_stopped_goes_on(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)

    def stop(progress: PreparationProgress) -> None:
        if (progress.percent or 0) > 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_library().fetch(stop)
    server.seen.clear()
    assert open_library().fetch()
    assert not [each for each in server.seen if "model-00001" in each.path]


def test_a_file_with_another_checksum_is_refused_and_the_next_attempt_brings_it(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)
    place = "/lfs/model-00002-of-00002.safetensors"
    whole = server.files[place]
    server.files[place] = whole[:-1] + b"!"
    with pytest.raises(ModelFileError, match="model-00002-of-00002"):
        open_library().fetch()
    server.files[place] = whole
    assert open_library().fetch()


def test_a_gated_model_is_explained_before_anything_is_asked(
    server: FileServer, open_library: OpenLibrary
) -> None:
    with pytest.raises(ModelFetchError, match="accepted its terms") as caught:
        open_library(is_gated=True).fetch()
    assert f"huggingface.co/{NAME}" in caught.value.next_step
    assert "hf auth login" in caught.value.next_step
    assert server.seen == []


def test_a_token_opens_a_gated_model_and_stays_with_the_hub(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)
    server.password = f"Bearer {SECRET}"
    assert open_library(is_gated=True, token=SECRET).fetch()
    assert {each.authorization for each in server.seen} == {server.password}


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("place", ["list", "file"])
def test_a_token_without_consent_is_explained(
    server: FileServer, open_library: OpenLibrary, repository: Path, *, status: int, place: str
) -> None:
    put_repository(server, NAME, repository)
    api = f"/api/models/{NAME}/revision/main?blobs=true"
    server.statuses[api if place == "list" else "/api/resolve-cache/config.json"] = status
    with pytest.raises(ModelFetchError, match="accepted its terms"):
        open_library(is_gated=True, token=SECRET).fetch()


def test_a_full_disk_is_reported_before_the_weights_are_fetched(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)
    with pytest.raises(ModelStorageError, match="MB are needed"):
        open_library(free_bytes=1000).fetch()
    assert not [each for each in server.seen if "resolve" in each.path]


def test_a_disk_that_fills_up_meanwhile_is_reported(
    server: FileServer, open_library: OpenLibrary, repository: Path, downloader: Downloader
) -> None:
    class FullDisk(Downloader):
        def download(
            self, remote: RemoteFile, target: Path, *, on_bytes: Callable[[int], None]
        ) -> None:
            del remote, on_bytes
            raise OSError(errno.ENOSPC, "No space left on device", str(target))

    put_repository(server, NAME, repository)
    with pytest.raises(ModelStorageError, match="disk is full"):
        open_library(chosen_downloader=FullDisk(client=downloader.client)).fetch()


def test_a_model_with_code_of_its_own_is_refused_before_its_weights_are_fetched(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    (repository / "config.json").write_text('{"auto_map": {}}')
    put_repository(server, NAME, repository)
    with pytest.raises(UnsafeModelError):
        open_library().fetch()
    assert not [each for each in server.seen if "safetensors" in each.path]


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        pytest.param({"revision": "nowhere"}, ModelNotFoundError, id="no such revision"),
        pytest.param({"is_offline": True}, ModelFetchError, id="offline"),
        pytest.param({"endpoint": "http://127.0.0.1:9"}, ModelFetchError, id="no hub"),
    ],
)
def test_what_cannot_be_fetched_says_why(
    server: FileServer,
    open_library: OpenLibrary,
    repository: Path,
    *,
    options: dict[str, object],
    kind: type[Exception],
) -> None:
    put_repository(server, NAME, repository)
    with pytest.raises(kind):
        open_library(**options).fetch()


@pytest.mark.parametrize(
    "answer", [b"<html>", b"[]", b"[" * 200_000, b'{"sha": 1, "siblings": []}']
)
def test_an_answer_that_is_none_is_reported(
    server: FileServer, open_library: OpenLibrary, answer: bytes
) -> None:
    server.files[f"/api/models/{NAME}/revision/main?blobs=true"] = answer
    with pytest.raises(ModelFileError, match="can't be read"):
        open_library().fetch()


def test_an_unfinished_download_can_be_discarded(
    server: FileServer, open_library: OpenLibrary, repository: Path
) -> None:
    put_repository(server, NAME, repository)
    server.statuses["/lfs/model-00002-of-00002.safetensors"] = 403
    library = open_library()
    with pytest.raises(ModelFetchError):
        library.fetch()
    assert library.downloads.discard(library.entry) > 5000
    assert library.downloads.discard(library.entry) == 0


@pytest.mark.parametrize(
    "commit", ["../../../../x", "/../../../..", "main", "0123", COMMIT.replace("0", "/")]
)
def test_a_commit_that_is_none_names_no_folder(
    server: FileServer, open_library: OpenLibrary, tmp_path: Path, commit: str
) -> None:
    answer = {"sha": commit, "siblings": [{"rfilename": "config.json", "size": 2}]}
    server.files[f"/api/models/{NAME}/revision/main?blobs=true"] = json.dumps(answer).encode()
    with pytest.raises(ModelFileError, match="can't be read"):
        open_library().fetch()
    assert not list(tmp_path.rglob("config.json*"))


@pytest.mark.parametrize(
    "name",
    [
        "../model.safetensors",
        "..\\..\\model.safetensors",
        "C:model.safetensors",
        "/model.safetensors",
        "a\0.safetensors",
        "a?b#.safetensors",
        ".safetensors",
        "é.safetensors",
    ],
)
def test_a_name_that_is_no_plain_one_is_not_fetched(
    server: FileServer, open_library: OpenLibrary, repository: Path, name: str
) -> None:
    put_repository(server, NAME, repository)
    api = f"/api/models/{NAME}/revision/main?blobs=true"
    answer = json.loads(server.files[api])
    answer["siblings"].append({"rfilename": name, "size": 3})
    server.files[api] = json.dumps(answer).encode()
    assert "afterword.json" in {path.name for path in open_library().fetch().folder.iterdir()}


@pytest.mark.parametrize("size", [-1, 0, True, 1.5, None, "9"])
def test_a_size_that_is_none_leaves_a_file_out(
    server: FileServer, open_library: OpenLibrary, repository: Path, size: object
) -> None:
    put_repository(server, NAME, repository)
    api = f"/api/models/{NAME}/revision/main?blobs=true"
    answer = json.loads(server.files[api])
    answer["siblings"].append({"rfilename": "odd.safetensors", "size": size})
    server.files[api] = json.dumps(answer).encode()
    assert "odd.safetensors" not in {path.name for path in open_library().fetch().folder.iterdir()}
