"""A server on this machine, and what downloads from it without waiting between attempts."""

from collections.abc import Iterator

import pytest

from afterword.models.fetching.file_download import Downloader
from afterword.models.fetching.web_client import WebClient
from fakes.file_server import FileServer, serving


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(FileServer()) as running:
        yield running


@pytest.fixture
def downloader() -> Downloader:
    return Downloader(client=WebClient(), wait=lambda _seconds: None)
