import hashlib
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from afterword.errors import ModelFileError, ModelNotFoundError
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry, PackagedFile, PackagedGguf
from afterword.models.packaged_files import hash_file, installed_folder, is_installed, join_pieces
from afterword.models.packaged_wheels import SMOLLM2_135M
from afterword.models.preparation_progress import PreparationProgress, Stage
from unit.models.tiny_gguf import QUIET

WHOLE = b"once upon a time"


@pytest.fixture
def entry(tmp_path: Path) -> CatalogueEntry:
    for name, content in (("one", WHOLE[:5]), ("two", WHOLE[5:])):
        (tmp_path / name / "data").mkdir(parents=True)
        (tmp_path / name / "data" / "piece").write_bytes(content)
    source = PackagedGguf(
        pieces=tuple(
            PackagedFile(module=name, path="data/piece", wheel=SMOLLM2_135M)
            for name in ("one", "two")
        ),
        size_bytes=len(WHOLE),
        sha256=hashlib.sha256(WHOLE).hexdigest(),
    )
    return replace(CATALOGUE["gemma3-270m"], name="pieces", source=source)


def join(entry: CatalogueEntry, folder: Path) -> bytes:
    join_pieces(entry, folder / "joined", stage=QUIET, locate=lambda module: folder / module)
    return (folder / "joined").read_bytes()


def test_joins_the_pieces_in_order(entry: CatalogueEntry, tmp_path: Path) -> None:
    assert join(entry, tmp_path) == WHOLE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(WHOLE[5:-1], id="cut short"),
        pytest.param(WHOLE[5:].upper(), id="other content of the same size"),
        pytest.param(WHOLE[5:] + b"!", id="too long"),
        pytest.param(b"", id="empty"),
    ],
)
def test_refuses_pieces_that_are_not_the_known_ones(
    entry: CatalogueEntry, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "two" / "data" / "piece").write_bytes(content)
    with pytest.raises(ModelFileError, match="pieces") as caught:
        join(entry, tmp_path)
    assert "afterword models install pieces" in caught.value.next_step


def test_says_how_to_install_a_missing_piece(entry: CatalogueEntry, tmp_path: Path) -> None:
    (tmp_path / "two" / "data" / "piece").unlink()
    assert not is_installed(entry, locate=lambda module: tmp_path / module)
    with pytest.raises(ModelNotFoundError) as caught:
        join(entry, tmp_path)
    assert caught.value.next_step == "Run: afterword models install pieces"


def test_finds_a_package_without_importing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "afterword_test_package"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.setattr("sys.path", [str(tmp_path), *sys.path])
    assert installed_folder("afterword_test_package") == package


def test_a_package_that_is_not_there_is_not_found() -> None:
    assert installed_folder("afterword_no_such_package") is None


def test_hashes_a_file_and_reports_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(WHOLE)
    seen: list[PreparationProgress] = []
    stage = Stage(report=seen.append, message="checking", from_percent=0, to_percent=10)
    assert hash_file(tmp_path / "file", stage=stage) == hashlib.sha256(WHOLE).hexdigest()
    assert seen[-1].percent == 10


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="gone"):
        hash_file(tmp_path / "gone", stage=QUIET)
