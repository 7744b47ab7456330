"""Asks a Hugging Face hub what a repository holds, and where its files are.

``HF_ENDPOINT`` names another hub, ``HF_HUB_OFFLINE`` forbids asking, and the access token is the one
that huggingface_hub keeps. The token is only sent to the hub itself.
"""

import importlib.util
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Final, cast

from afterword.errors import ModelFetchError, ModelFileError, ModelNotFoundError
from afterword.models.catalogue_entry import HubRepository
from afterword.models.fetching.file_download import RemoteFile
from afterword.models.fetching.web_client import (
    NETWORK_ERRORS,
    WebClient,
    describe_failure,
    host_of,
    status_of,
)

HUB: Final = "https://huggingface.co"
_REFUSED: Final = (401, 403)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""The names that are taken. They become names of files here, also on Windows, and parts of addresses."""
_MAX_ANSWER_BYTES: Final = 20 * 2**20
"""Bytes of an answer that are read at most; a repository of a thousand files has 300 kB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubSnapshot:
    """The files of a repository as they are in one commit."""

    commit: str
    files: tuple[RemoteFile, ...]


class HubClient:
    """One hub, and the writer's access to it."""

    def __init__(self, client: WebClient, *, endpoint: str, token: str, is_offline: bool) -> None:
        """Ask nothing yet.

        Args:
            client: opens addresses.
            endpoint: the hub's address.
            token: the writer's access token; empty if there is none.
            is_offline: whether the writer forbids asking.
        """
        self._client = client
        self._endpoint = endpoint.rstrip("/")
        self._authorization = f"Bearer {token}" if token else ""
        self._is_offline = is_offline

    def snapshot(self, source: HubRepository, patterns: tuple[str, ...]) -> HubSnapshot:
        """Return the files of a repository whose names match, with their sizes and checksums.

        Raises:
            ModelFetchError: the hub can't be reached, or asks for a consent that it doesn't have.
            ModelNotFoundError: it has no such repository or revision.
            ModelFileError: its answer can't be read.
        """
        host = host_of(self._endpoint)
        if self._is_offline:
            raise ModelFetchError(
                f"{source.repository} can't be fetched: HF_HUB_OFFLINE is set.",
                next_step="Unset it, and run it again.",
            )
        if source.is_gated and not self._authorization:
            raise consent_is_missing(source)
        path = f"/api/models/{source.repository}/revision/{source.revision}?blobs=true"
        try:
            response = self._client.open(self._endpoint + path, authorization=self._authorization)
            try:
                content = response.read(_MAX_ANSWER_BYTES)
            finally:
                response.close()
        except NETWORK_ERRORS as error:
            if is_refusal(error):
                raise consent_is_missing(source) from error
            if (status_of(error) or 500) < 500:
                raise ModelNotFoundError(
                    f"{host} has no {source.repository} at {source.revision}.",
                    next_step="See: afterword models list",
                ) from error
            raise ModelFetchError(
                f"{host} can't be reached ({describe_failure(error)}).",
                next_step="Check the connection, and HF_ENDPOINT if you have set it.",
            ) from error
        return self._read_snapshot(content, source, patterns)

    def _read_snapshot(
        self, content: bytes, source: HubRepository, patterns: tuple[str, ...]
    ) -> HubSnapshot:
        try:
            answer: object = json.loads(content)
        except (ValueError, RecursionError):
            answer = None
        table = cast("dict[str, object]", answer) if isinstance(answer, dict) else {}
        match table.get("sha"), table.get("siblings"):
            case str() as commit, list() if _COMMIT.fullmatch(commit):
                files = [
                    self._remote(cast("Mapping[str, object]", each), source, commit)
                    for each in cast("list[object]", table["siblings"])
                    if isinstance(each, dict)
                ]
                wanted = tuple(
                    file
                    for file in files
                    if file is not None and any(fnmatch(file.name, each) for each in patterns)
                )
                return HubSnapshot(commit=commit, files=wanted)
            case _:
                raise ModelFileError(
                    f"What {host_of(self._endpoint)} says of {source.repository} can't be read.",
                    next_step="Check HF_ENDPOINT if you have set it, and try again.",
                )

    def _remote(
        self, described: Mapping[str, object], source: HubRepository, commit: str
    ) -> RemoteFile | None:
        """Return one file; None if its name is not a plain one, or its size is not known."""
        name, size = described.get("rfilename"), described.get("size")
        if (
            not isinstance(name, str)
            or not _FILE_NAME.fullmatch(name)
            or type(size) is not int
            or size <= 0
        ):
            return None
        match described.get("lfs"):
            case {"sha256": str() as sha256}:
                checksum = sha256
            case _:
                checksum = ""
        return RemoteFile(
            url=f"{self._endpoint}/{source.repository}/resolve/{commit}/{name}",
            name=name,
            size_bytes=size,
            sha256=checksum,
            authorization=self._authorization,
        )


def is_refusal(error: BaseException | None) -> bool:
    """Return whether the hub refuses, since a consent or a token is missing."""
    return isinstance(error, Exception) and status_of(error) in _REFUSED


def consent_is_missing(source: HubRepository) -> ModelFetchError:
    """Return the error for a model whose terms the writer has not accepted."""
    return ModelFetchError(
        f"{source.repository} is only given to who has accepted its terms on the Hugging Face hub.",
        next_step=f"Accept them at {HUB}/{source.repository}, run `hf auth login`, and try again.",
    )


def open_hub(client: WebClient, environment: Mapping[str, str] = os.environ) -> HubClient:
    """Return the hub that the environment names, with the token that huggingface_hub keeps."""
    token = environment.get("HF_TOKEN", "")
    if not token and importlib.util.find_spec("huggingface_hub") is not None:
        from huggingface_hub import get_token

        token = get_token() or ""
    return HubClient(
        client,
        endpoint=environment.get("HF_ENDPOINT") or HUB,
        token=token,
        is_offline=environment.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"},
    )
