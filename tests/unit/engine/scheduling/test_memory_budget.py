"""Where there is room for a second model, and how large models are."""

import sys
from pathlib import Path

import psutil
import pytest

from afterword.engine.scheduling.memory_budget import (
    BESIDE_WEIGHTS_BYTES,
    SPARE_BYTES,
    Memory,
    Room,
    available_bytes,
    container_available_bytes,
    needed_bytes,
)
from afterword.errors import MemoryShortageError
from afterword.models.catalogue import CATALOGUE

MB = 1_000_000
NEEDED = {"small": 500 * MB, "large": 2000 * MB}


def machine(free_mb: int | None) -> Memory:
    """A machine with so much free beyond what is spared."""
    free = None if free_mb is None else free_mb * MB + SPARE_BYTES
    return Memory(available_bytes=lambda: free, needed_bytes=NEEDED.get)


@pytest.mark.parametrize(
    ("free_mb", "is_loaded", "room"),
    [
        pytest.param(2000, True, Room.BESIDE, id="beside-one-that-is-loaded"),
        pytest.param(2000, False, Room.IN_PLACE, id="one-that-is-being-loaded-takes-its-share"),
        pytest.param(2500, False, Room.BESIDE, id="both-are-still-to-come"),
        pytest.param(1999, True, Room.IN_PLACE, id="only-without-the-other"),
        pytest.param(1500, True, Room.IN_PLACE, id="just-without-the-other"),
        pytest.param(None, True, Room.BESIDE, id="nobody-knows-how-much-there-is"),
    ],
)
def test_finds_room_in_what_the_machine_has_free(
    free_mb: int | None, *, is_loaded: bool, room: Room
) -> None:
    found = machine(free_mb).find_room("large", beside="small", is_loaded=is_loaded, limit_mb=0)
    assert found is room


@pytest.mark.parametrize(
    ("limit_mb", "room"),
    [pytest.param(2500, Room.BESIDE, id="both"), pytest.param(2499, Room.IN_PLACE, id="one")],
)
def test_a_limit_counts_for_both_whatever_the_machine_has(limit_mb: int, room: Room) -> None:
    found = machine(0).find_room("large", beside="small", is_loaded=True, limit_mb=limit_mb)
    assert found is room


@pytest.mark.parametrize(
    ("limit_mb", "message"),
    [
        pytest.param(0, "1,499 MB to be had. Close other programs", id="machine"),
        pytest.param(1000, "`memory_mb` allows 1,000 MB. Raise that", id="limit"),
    ],
)
def test_a_shortage_is_reported_with_the_next_step(limit_mb: int, message: str) -> None:
    with pytest.raises(MemoryShortageError, match="needs about 2,000 MB") as caught:
        machine(999).find_room("large", beside="small", is_loaded=True, limit_mb=limit_mb)
    assert message in str(caught.value)


def test_a_model_of_unknown_size_is_tried() -> None:
    found = machine(0).find_room("someone/else", beside="small", is_loaded=True, limit_mb=0)
    assert found is Room.BESIDE


def test_knows_how_large_the_catalogues_models_are() -> None:
    smaller, larger = needed_bytes("gemma3-270m"), needed_bytes("qwen2.5-coder-1.5b")
    assert smaller is not None
    assert larger is not None
    assert smaller - BESIDE_WEIGHTS_BYTES >= 0.99 * CATALOGUE["gemma3-270m"].parameters
    assert larger > smaller


def test_a_name_that_means_nothing_has_no_size() -> None:
    assert needed_bytes("no-such-model") is None


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc")
def test_without_proc_nobody_knows_what_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil, "PROCFS_PATH", str(tmp_path), raising=False)
    assert available_bytes() is None


def test_a_container_has_what_is_left_of_its_limit(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("4000\n")
    (tmp_path / "memory.current").write_text("3000\n")
    (tmp_path / "memory.stat").write_text("anon 2000\ninactive_file 700\nactive_file 300\n")
    assert container_available_bytes(tmp_path) == 1700


@pytest.mark.parametrize("limit", ["max\n", None], ids=["no-limit", "no-container"])
def test_no_limit_is_no_container(tmp_path: Path, limit: str | None) -> None:
    if limit is not None:
        (tmp_path / "memory.max").write_text(limit)
    assert container_available_bytes(tmp_path) is None
