import errno
import os
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from afterword.errors import ModelStorageError
from afterword.models.cache_folder import CacheFolder, flush


def cache_folder_at(root: Path, *, free_bytes: int = 2**40) -> CacheFolder:
    return CacheFolder(root, free_bytes=lambda _: free_bytes)


@pytest.fixture
def cache_folder(tmp_path: Path) -> CacheFolder:
    return cache_folder_at(tmp_path)


def put(cache_folder: CacheFolder, key: str, text: str) -> None:
    with cache_folder.locked(key, while_waiting=unexpected), cache_folder.unfinished(key) as folder:
        (folder / "ready").mkdir()
        (folder / "ready" / "file").write_text(text)
        cache_folder.publish(folder / "ready", key)


def unexpected() -> None:
    pytest.fail("waited for a lock that nobody holds")


def test_a_published_folder_is_finished_and_nothing_else_is_left(
    cache_folder: CacheFolder, tmp_path: Path
) -> None:
    put(cache_folder, "a", "one")
    assert [folder.name for folder in cache_folder.finished()] == ["a"]
    assert (cache_folder.folder("a") / "file").read_text() == "one"
    assert not list(tmp_path.glob(".unfinished*"))


def test_publishing_again_replaces_the_folder(cache_folder: CacheFolder, tmp_path: Path) -> None:
    put(cache_folder, "a", "one")
    put(cache_folder, "a", "two")
    assert (cache_folder.folder("a") / "file").read_text() == "two"
    assert not list(tmp_path.glob(".unfinished*"))


def test_unfinished_work_is_never_listed_and_goes_with_its_error(
    cache_folder: CacheFolder, tmp_path: Path
) -> None:

    def work() -> None:
        with (
            cache_folder.locked("a", while_waiting=unexpected),
            cache_folder.unfinished("a") as folder,
        ):
            (folder / "half").write_text("half")
            assert cache_folder.finished() == []
            raise KeyError

    with pytest.raises(KeyError):
        work()
    assert not list(tmp_path.glob(".unfinished*"))


def leftover(root: Path, key: str) -> Path:
    (root / ".locks").mkdir(exist_ok=True)
    folder = root / f".unfinished-{key}-x1y2z3"
    folder.mkdir()
    (folder / "half").write_text("half")
    return folder


def test_sweeps_what_a_dead_process_left(tmp_path: Path) -> None:
    folder = leftover(tmp_path, "some-model-1")
    cache_folder_at(tmp_path).remove_leftovers()
    assert not folder.exists()


def test_does_not_sweep_under_a_living_process(tmp_path: Path) -> None:
    folder = leftover(tmp_path, "some-model-1")
    with FileLock(tmp_path / ".locks" / "some-model-1.lock"):
        cache_folder_at(tmp_path).remove_leftovers()
    assert folder.exists()


def test_waits_for_the_lock_and_says_so(cache_folder: CacheFolder, tmp_path: Path) -> None:
    waiting = threading.Event()
    entered = threading.Event()

    def second() -> None:
        with cache_folder_at(tmp_path).locked("a", while_waiting=waiting.set):
            entered.set()

    with cache_folder.locked("a", while_waiting=unexpected):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(60)
        assert not entered.is_set()
    thread.join(60)
    assert entered.is_set()


def test_a_wait_can_be_given_up(tmp_path: Path) -> None:
    class EnoughError(Exception):
        pass

    def give_up() -> None:
        raise EnoughError

    with (
        cache_folder_at(tmp_path).locked("a", while_waiting=unexpected),
        pytest.raises(EnoughError),
        cache_folder_at(tmp_path).locked("a", while_waiting=give_up),
    ):
        pytest.fail("got a lock that is held")


def test_asks_for_room_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(ModelStorageError, match="100 MB free") as caught:
        cache_folder_at(tmp_path, free_bytes=100 * 2**20).require_space(80 * 2**20)
    assert "AFTERWORD_CACHE_DIR" in caught.value.next_step


def test_takes_what_just_fits(tmp_path: Path) -> None:
    cache_folder_at(tmp_path, free_bytes=(64 + 80) * 2**20).require_space(80 * 2**20)


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        pytest.param(errno.ENOSPC, "disk is full", id="disk full"),
        pytest.param(errno.EDQUOT, "disk is full", id="quota used up"),
        pytest.param(errno.EFBIG, "disk is full", id="file limit"),
        pytest.param(errno.EACCES, "can't be used", id="not writable"),
        pytest.param(errno.EROFS, "can't be used", id="read-only disk"),
    ],
)
def test_says_what_is_wrong_with_the_disk(tmp_path: Path, number: int, complaint: str) -> None:
    with (
        pytest.raises(ModelStorageError, match=complaint) as caught,
        cache_folder_at(tmp_path).storage_errors(),
    ):
        raise OSError(number, "the system's word", str(tmp_path / "model.safetensors"))
    assert "model.safetensors" in caught.value.message
    assert caught.value.next_step


def test_a_cache_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("in the way")
    with (
        pytest.raises(ModelStorageError, match="no-folder"),
        cache_folder_at(tmp_path / "no-folder" / "models").locked("a", while_waiting=unexpected),
    ):
        pytest.fail("locked in a folder that can't exist")


def test_discarding_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert cache_folder_at(tmp_path).discard("a") == 0


def test_a_missing_root_is_an_empty_cache_folder(tmp_path: Path) -> None:
    cache_folder = cache_folder_at(tmp_path / "nowhere")
    cache_folder.remove_leftovers()
    assert cache_folder.finished() == []


@pytest.mark.parametrize(("system", "is_writable"), [("posix", False), ("nt", True)])
def test_a_file_is_opened_for_writing_only_where_its_flush_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, is_writable: bool
) -> None:
    path, written = tmp_path / "file", list[bool]()

    def fsync(descriptor: int) -> None:
        try:
            written.append(os.write(descriptor, b"x") == 1)
        except OSError:
            written.append(False)

    path.touch()
    monkeypatch.setattr(os, "fsync", fsync)
    flush(path, system=system)
    assert written == [is_writable]


def test_windows_flushes_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(descriptor: int) -> None:
        pytest.fail(f"a folder was opened, as {descriptor}")

    monkeypatch.setattr(os, "fsync", fsync)
    flush(tmp_path, system="nt")
