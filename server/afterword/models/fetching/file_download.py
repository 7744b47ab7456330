"""Downloads one file: resumes what was broken off, tries again, and checks the checksum.

What has come stays beside the target in a file that ends in ``.partial``, also after an error.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.errors import ModelFetchError, ModelFileError, ModelNotFoundError
from afterword.models.fetching.web_client import (
    NETWORK_ERRORS,
    Response,
    WebClient,
    describe_failure,
    host_of,
    is_not_found,
    status_of,
)

_BLOCK_BYTES: Final = 2**18
"""Bytes that are read and written at a time: a slow connection delivers them within a second or two."""
_ATTEMPTS: Final = 5
"""How often in a row a connection may break without that more of the file is here than ever before."""
_MOST_BREAKS: Final = 100
"""How often a connection may break for one file, whatever comes in between. Of the largest one, 3.4 GB, at
least 34 MB have to come each time."""
_WAIT_S: Final = 1.0
"""Seconds before the second attempt; they double each time."""
_PARTIAL_CONTENT: Final = 206
_WORTH_ANOTHER_ATTEMPT: Final = (408, 416, 425, 429)
"""The refusals that pass: too slow, a range that the server doesn't have, too early, too often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file to download, and what must be true of it."""

    url: str
    name: str
    """Its name, for people."""
    size_bytes: int
    sha256: str
    """The checksum that it must have; empty if none is known."""
    authorization: str = ""
    """The header that the host asks for; see ``WebClient.open``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloader:
    """Downloads files with one web client."""

    client: WebClient
    wait: Callable[[float], None] = time.sleep
    """Waits for so many seconds before a new attempt."""

    def download(
        self, remote: RemoteFile, target: Path, *, on_bytes: Callable[[int], None]
    ) -> None:
        """Download a file to ``target``, which appears when it is whole and checked.

        Args:
            remote: the file.
            target: where it is to be; its folder exists.
            on_bytes: called often with how many bytes are here; an exception from it ends the
                download, and a later one goes on from there.

        Raises:
            ModelNotFoundError: the server doesn't have the file.
            ModelFetchError: the server can't be reached, or refuses.
            ModelFileError: what came is not the file that is known.
            OSError: the file can't be written.
        """
        partial = _PartialFile(target.with_name(f"{target.name}.partial"))
        failures, breaks, furthest = 0, 0, partial.size_bytes
        while partial.size_bytes < remote.size_bytes:
            try:
                self._read_on(remote, partial, on_bytes)
            except NETWORK_ERRORS as error:
                breaks += 1
                # Not more than before: a server without ranges begins anew, and breaks here and there.
                failures = 1 if partial.size_bytes > furthest else failures + 1
                furthest = max(furthest, partial.size_bytes)
                is_given_up = failures >= _ATTEMPTS or breaks >= _MOST_BREAKS
                _raise_if_hopeless(remote, error, is_given_up=is_given_up)
                if status_of(error) == 416:
                    partial.discard()
                self.wait(_WAIT_S * 2 ** (failures - 1))
        if partial.size_bytes != remote.size_bytes or remote.sha256 not in {"", partial.sha256}:
            partial.discard()
            raise ModelFileError(
                f"{remote.name} from {host_of(remote.url)} is not the file that Afterword knows: "
                "its size or checksum is another one. It was deleted.",
                next_step="Try again; if it happens again, that server has another file.",
            )
        partial.path.replace(target)

    def _read_on(
        self, remote: RemoteFile, partial: "_PartialFile", on_bytes: Callable[[int], None]
    ) -> None:
        """Append what the server sends, until it ends or is longer than the file.

        Raises:
            ConnectionError: the connection was closed early.
        """
        done = partial.size_bytes
        headers = {"Range": f"bytes={done}-"} if done else {}
        response = self.client.open(remote.url, headers=headers, authorization=remote.authorization)
        try:
            if not _continues_at(response, done):
                partial.discard()  # a server without ranges: all of it comes again
            with partial.path.open("ab") as out:
                while partial.size_bytes <= remote.size_bytes and (block := _read_block(response)):
                    out.write(block)
                    partial.count(block)
                    on_bytes(partial.size_bytes)
        finally:
            response.close()
        if partial.size_bytes < remote.size_bytes:
            raise ConnectionError("the connection was closed early")


class _PartialFile:
    """A file that is being downloaded, its size and the checksum so far."""

    def __init__(self, path: Path) -> None:
        """Take up what an earlier download left at ``path``."""
        self.path = path
        self.size_bytes = 0
        self._digest = hashlib.sha256()
        if path.is_file():
            with path.open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    self.count(block)

    @property
    def sha256(self) -> str:
        """The checksum of all that is here."""
        return self._digest.hexdigest()

    def count(self, block: bytes) -> None:
        """Add a block that was written."""
        self._digest.update(block)
        self.size_bytes += len(block)

    def discard(self) -> None:
        """Delete what is here."""
        self.path.unlink(missing_ok=True)
        self.size_bytes = 0
        self._digest = hashlib.sha256()


def _read_block(response: Response) -> bytes:
    """Return the next bytes; none at the end.

    Raises:
        ConnectionError: the connection is gone; the system has more errors for that than Python.
    """
    try:
        return response.read(_BLOCK_BYTES)
    except NETWORK_ERRORS:
        raise
    except OSError as error:
        raise ConnectionError(error.strerror or "the connection is gone") from error


def _continues_at(response: Response, done: int) -> bool:
    content_range = response.headers.get("Content-Range") or ""
    is_part = response.status == _PARTIAL_CONTENT and content_range.startswith(f"bytes {done}-")
    return is_part or not done


def _raise_if_hopeless(remote: RemoteFile, error: Exception, *, is_given_up: bool) -> None:
    """Raise our error where another attempt won't help.

    Raises:
        ModelNotFoundError: the server doesn't have the file.
        ModelFetchError: it refuses, or failed too often.
    """
    host, status = host_of(remote.url), status_of(error)
    if is_not_found(error):
        raise ModelNotFoundError(
            f"{host} has no file {remote.name}.", next_step="See: afterword models list"
        ) from error
    is_refused = status is not None and status < 500 and status not in _WORTH_ANOTHER_ATTEMPT
    if is_refused:
        raise ModelFetchError(
            f"{host} refuses to send {remote.name} (HTTP {status}).",
            next_step="See whether it asks for an account, or for a proxy.",
        ) from error
    if is_given_up:
        raise ModelFetchError(
            f"{remote.name} could not be fetched from {host} ({describe_failure(error)}).",
            next_step="Check the connection and run it again: it goes on where it was broken off.",
        ) from error
