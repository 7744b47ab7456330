"""Downloads that break off, that are refused, and that bring something else."""

import errno
import hashlib
import http.client
from collections.abc import Mapping
from pathlib import Path

import pytest

from afterword.errors import AfterwordError, ModelFetchError, ModelFileError, ModelNotFoundError
from afterword.models.fetching.file_download import Downloader, RemoteFile
from afterword.models.fetching.web_client import Response, WebClient, is_as_safe
from fakes.file_server import FileServer, serving

CONTENT = bytes(range(256)) * 40


def remote(server: FileServer, *, content: bytes = CONTENT, authorization: str = "") -> RemoteFile:
    return RemoteFile(
        url=f"{server.address}/weights",
        name="weights",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        authorization=authorization,
    )


def fetch(server: FileServer, downloader: Downloader, folder: Path) -> bytes:
    target = folder / "weights"
    downloader.download(remote(server), target, on_bytes=lambda _count: None)
    return target.read_bytes()


def test_a_file_is_there_when_it_is_whole(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    counts = list[int]()
    downloader.download(remote(server), tmp_path / "weights", on_bytes=counts.append)
    assert (tmp_path / "weights").read_bytes() == CONTENT
    assert counts[-1] == len(CONTENT)
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]


def test_a_connection_that_breaks_is_taken_up_where_it_broke(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    server.breaks = [4000, 1000]
    assert fetch(server, downloader, tmp_path) == CONTENT
    assert [each.range for each in server.seen] == [None, "bytes=4000-", "bytes=5000-"]


def test_a_server_that_begins_anew_and_breaks_here_and_there_is_given_up(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    server.has_ranges = False
    server.breaks = [5000, 4000, 4500, 4400, 4600, 4500]
    with pytest.raises(ModelFetchError, match="could not be fetched"):
        fetch(server, downloader, tmp_path)
    assert len(server.seen) == 5


def test_a_server_that_sends_a_byte_at_a_time_is_given_up_and_the_bytes_are_kept(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    server.breaks = [1] * 200
    with pytest.raises(ModelFetchError, match="could not be fetched"):
        fetch(server, downloader, tmp_path)
    assert (tmp_path / "weights.partial").read_bytes() == CONTENT[:100]


def test_a_later_run_goes_on_where_an_earlier_one_stopped(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    (tmp_path / "weights.partial").write_bytes(CONTENT[:7000])
    assert fetch(server, downloader, tmp_path) == CONTENT
    assert [each.range for each in server.seen] == ["bytes=7000-"]


def test_what_has_come_is_kept_when_the_writer_stops(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        downloader.download(remote(server), tmp_path / "weights", on_bytes=stop)
    assert (tmp_path / "weights.partial").stat().st_size > 0
    assert not (tmp_path / "weights").exists()


def test_a_server_without_ranges_sends_all_of_it_again(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    server.has_ranges = False
    (tmp_path / "weights.partial").write_bytes(b"another file")
    assert fetch(server, downloader, tmp_path) == CONTENT


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(CONTENT[:-1] + b"!", id="another checksum"),
        pytest.param(CONTENT + b"!", id="too long"),
    ],
)
def test_another_file_is_deleted_and_refused(
    server: FileServer, downloader: Downloader, tmp_path: Path, content: bytes
) -> None:
    server.files["/weights"] = content
    with pytest.raises(ModelFileError, match=r"weights from .* is not the file"):
        fetch(server, downloader, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_beginning_is_deleted_so_that_the_next_run_brings_all(
    server: FileServer, downloader: Downloader, tmp_path: Path
) -> None:
    server.files["/weights"] = CONTENT
    (tmp_path / "weights.partial").write_bytes(bytes(5000))
    with pytest.raises(ModelFileError):
        fetch(server, downloader, tmp_path)
    assert fetch(server, downloader, tmp_path) == CONTENT


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param(404, (ModelNotFoundError, "has no file weights"), id="not there"),
        pytest.param(403, (ModelFetchError, r"refuses to send.*HTTP 403"), id="refused"),
        pytest.param(503, (ModelFetchError, r"could not be fetched.*HTTP 503"), id="out of order"),
    ],
)
def test_a_server_that_has_nothing_is_named(
    server: FileServer,
    downloader: Downloader,
    tmp_path: Path,
    status: int,
    expected: tuple[type[AfterwordError], str],
) -> None:
    kind, words = expected
    server.files["/weights"] = CONTENT
    server.statuses["/weights"] = status
    with pytest.raises(kind, match=words) as caught:
        fetch(server, downloader, tmp_path)
    assert caught.value.next_step


def test_a_server_that_is_not_there_is_tried_five_times(
    downloader: Downloader, tmp_path: Path
) -> None:
    waits = list[float]()
    patient = Downloader(client=downloader.client, wait=waits.append)
    nowhere = FileServer(address="http://127.0.0.1:9")
    with pytest.raises(ModelFetchError, match="goes on where it was broken off"):
        patient.download(remote(nowhere), tmp_path / "weights", on_bytes=lambda _count: None)
    assert waits == [1, 2, 4, 8]


@pytest.mark.parametrize("is_same_host", [True, False])
def test_a_password_stays_with_its_host(
    server: FileServer, downloader: Downloader, tmp_path: Path, *, is_same_host: bool
) -> None:
    with serving(FileServer(files={"/elsewhere": CONTENT})) as other:
        target = server if is_same_host else other
        server.redirects["/weights"] = f"{target.address}/elsewhere"
        server.files["/elsewhere"] = CONTENT
        file = remote(server, authorization="Bearer secret")
        downloader.download(file, tmp_path / "weights", on_bytes=lambda _count: None)
        assert server.seen[0].authorization == "Bearer secret"
        assert target.seen[-1].authorization == ("Bearer secret" if is_same_host else None)


@pytest.mark.parametrize(
    "place", ["ftp://127.0.0.1/weights", "file:///etc/hostname", "http://[bad/"]
)
def test_a_redirect_to_what_is_not_http_is_not_followed(
    server: FileServer, downloader: Downloader, tmp_path: Path, place: str
) -> None:
    server.redirects["/weights"] = place
    with pytest.raises(ModelFetchError, match="weights"):
        fetch(server, downloader, tmp_path)
    assert not (tmp_path / "weights").exists()


@pytest.mark.parametrize(
    ("url", "redirected_url", "expected"),
    [
        ("https://a/", "https://b/", True),
        ("https://a/", "http://a/", False),
        ("http://a/", "https://a/", True),
        ("http://a/", "http://b/", True),
        ("http://a/", "ftp://a/", False),
    ],
)
def test_a_redirect_must_be_as_safe(url: str, redirected_url: str, *, expected: bool) -> None:
    assert is_as_safe(url, redirected_url) == expected


def test_a_network_that_goes_away_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    class Unreachable:
        status, headers = 200, http.client.HTTPMessage()

        def read(self, _amount: int | None = None, /) -> bytes:
            raise OSError(errno.EHOSTUNREACH, "No route to host")

        def geturl(self) -> str:
            return ""

        def close(self) -> None:
            pass

    class Client(WebClient):
        def open(
            self, url: str, *, headers: Mapping[str, str] | None = None, authorization: str = ""
        ) -> Response:
            del url, headers, authorization
            return Unreachable()

    waits = list[float]()
    with pytest.raises(ModelFetchError, match="No route to host"):
        Downloader(client=Client(), wait=waits.append).download(
            remote(FileServer()), tmp_path / "weights", on_bytes=lambda _count: None
        )
    assert len(waits) == 4
