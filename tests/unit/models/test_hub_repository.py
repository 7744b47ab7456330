import errno
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from afterword.errors import (
    AfterwordError,
    ModelFileError,
    ModelNotFoundError,
    ModelStorageError,
    UnsafeModelError,
)
from afterword.models.hub_repository import is_repository_id, prepare_repository
from afterword.models.preparation_progress import PreparationProgress
from afterword.models.prepared_model import PreparedModel
from unit.models.tiny_folder import write_folder


@dataclass
class FakeHub:
    """A hub with one repository; what is fetched appears in ``folder`` at once."""

    folder: Path
    is_here: bool = False
    failure: Exception | None = None
    asked: list[str] = field(default_factory=list[str])

    def __call__(self, repository: str, patterns: tuple[str, ...], *, is_local_only: bool) -> Path:
        if is_local_only:
            if not self.is_here:
                raise FileNotFoundError(repository)
            return self.folder
        self.asked.append("weights" if "*.safetensors" in patterns else "configs")
        if self.failure is not None:
            raise self.failure
        return self.folder


class RepositoryNotFoundError(OSError): ...


class GatedRepoError(OSError): ...


class OfflineModeIsEnabled(OSError): ...  # noqa: N818 (huggingface_hub's name)


def prepare(hub: FakeHub, *, seen: list[PreparationProgress] | None = None) -> PreparedModel:
    report = [] if seen is None else seen
    return prepare_repository("someone/tiny", report=report.append, fetch=hub)


def test_fetches_configs_first_and_then_the_weights(tmp_path: Path) -> None:
    hub = FakeHub(write_folder(tmp_path))
    seen: list[PreparationProgress] = []
    assert prepare(hub, seen=seen).name == "someone/tiny"
    assert hub.asked == ["configs", "weights"]
    assert "someone/tiny" in seen[0].message


def test_does_not_ask_the_hub_for_what_is_here(tmp_path: Path) -> None:
    hub = FakeHub(write_folder(tmp_path), is_here=True)
    assert prepare(hub).folder == tmp_path
    assert hub.asked == []


def test_fetches_again_what_is_here_but_not_whole(tmp_path: Path) -> None:
    hub = FakeHub(write_folder(tmp_path, weights=False), is_here=True)
    with pytest.raises(ModelFileError):
        prepare(hub)
    assert hub.asked == ["configs", "weights"]


def test_refuses_remote_code_before_gigabytes_are_fetched(tmp_path: Path) -> None:
    hub = FakeHub(write_folder(tmp_path, weights=False))
    (tmp_path / "config.json").write_text('{"auto_map": {}}')
    with pytest.raises(UnsafeModelError):
        prepare(hub)
    assert hub.asked == ["configs"]


def test_says_that_a_repository_has_no_safetensors(tmp_path: Path) -> None:
    hub = FakeHub(write_folder(tmp_path, weights=False))
    with pytest.raises(ModelFileError, match=r"someone/tiny has no \.safetensors"):
        prepare(hub)


@pytest.mark.parametrize(
    ("failure", "kind", "hint"),
    [
        pytest.param(
            RepositoryNotFoundError("404"), ModelNotFoundError, "Check the name", id="no such one"
        ),
        pytest.param(GatedRepoError("403"), ModelNotFoundError, "terms", id="gated"),
        pytest.param(OfflineModeIsEnabled(), ModelNotFoundError, "Go online", id="offline"),
        pytest.param(ConnectionError(), ModelNotFoundError, "connection", id="no connection"),
        pytest.param(ValueError(), ModelNotFoundError, "models list", id="no valid name"),
        pytest.param(
            OSError(errno.ENOSPC, "No space left on device", "/cache"),
            ModelStorageError,
            "HF_HOME",
            id="disk full",
        ),
    ],
)
def test_explains_why_nothing_was_fetched(
    tmp_path: Path, failure: Exception, kind: type[AfterwordError], hint: str
) -> None:
    with pytest.raises(kind) as caught:
        prepare(FakeHub(tmp_path, failure=failure))
    assert "someone/tiny" in caught.value.message
    assert hint in caught.value.next_step


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("someone/tiny-0.5B_v2", True, id="organisation and model"),
        pytest.param("tiny", False, id="no organisation"),
        pytest.param("a/b/c", False, id="a path"),
        pytest.param("../tiny", False, id="a parent folder"),
        pytest.param("/tiny", False, id="an absolute path"),
        pytest.param("./tiny", False, id="a relative path"),
        pytest.param("someone/", False, id="a folder"),
        pytest.param("https://x/y", False, id="an address"),
    ],
)
def test_tells_repositories_from_paths(name: str, expected: bool) -> None:
    assert is_repository_id(name) is expected
