"""How much memory is available, about how much a model needs, and where a second one fits."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from afterword.errors import AfterwordError, MemoryShortageError
from afterword.models.gguf.header import read_gguf_header
from afterword.models.model_inventory import path_of
from afterword.models.model_store import ModelStore

SPARE_BYTES: Final = 400_000_000
"""Bytes of the available memory that are left to other programs: an editor, and its next window."""
BESIDE_WEIGHTS_BYTES: Final = 350_000_000
"""Bytes that a model needs beside its weights: vocabulary, prefix cache, a buffer while loading."""
_MEGABYTE: Final = 1_000_000


class Room(StrEnum):
    """Where a second model fits."""

    BESIDE = "beside"
    """Together with the first model."""
    IN_PLACE = "in_place"
    """Only while the first model is unloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Ways to find out about the memory of a machine."""

    available_bytes: Callable[[], int | None]
    """Returns how much memory programs can get now without swapping; None where that is unknown."""
    needed_bytes: Callable[[str], int | None]
    """Returns about how much memory a model needs, by its name; None if that is unknown before it is
    prepared."""
    is_prepared: Callable[[str], bool] = lambda _model: False
    """Returns whether a model is ready to load, so that nothing must be fetched or unpacked for it."""

    def find_room(self, model: str, *, beside: str, is_loaded: bool, limit_mb: int) -> Room:
        """Say where there is room for a model.

        Args:
            model: the name of the model to be loaded.
            beside: the name of the first model, which is loaded or being loaded.
            is_loaded: whether the first model has its memory already.
            limit_mb: megabytes that both may take together; 0 is what the machine has.

        Raises:
            MemoryShortageError: there is no room.
        """
        needed, other = self.needed_bytes(model), self.needed_bytes(beside) or 0
        limit = limit_mb * _MEGABYTE or None
        if limit is None and (available := self.available_bytes()) is not None:
            limit = available - SPARE_BYTES + (other if is_loaded else 0)
        if needed is None or limit is None or needed + other <= limit:
            return Room.BESIDE
        if needed <= limit:
            return Room.IN_PLACE
        allowed = (
            f"`memory_mb` allows {limit_mb:,} MB"
            if limit_mb
            else f"there are {max(limit, 0) // _MEGABYTE:,} MB to be had"
        )
        raise MemoryShortageError(
            f"{model} needs about {needed // _MEGABYTE:,} MB of memory, and {allowed}.",
            next_step=f"{'Raise that' if limit_mb else 'Close other programs'}, "
            "or set `paragraph.model` to a smaller one, or to none: then "
            f"{beside} writes paragraphs too.",
        )


def available_bytes() -> int | None:
    """Return how much memory is available, also within a container's limit; None if unknown."""
    try:
        import psutil  # a part of the `local` extra
    except ImportError:
        return None
    try:
        machine_bytes = int(psutil.virtual_memory().available)
    except (OSError, psutil.Error):  # no /proc
        return None
    container_bytes = container_available_bytes(Path("/sys/fs/cgroup"))
    return machine_bytes if container_bytes is None else min(machine_bytes, container_bytes)


def container_available_bytes(folder: Path) -> int | None:
    """Return what is left of a control group's memory limit (cgroup v2); None where there is none.

    The group counts cached files as used, though the system drops them when memory is needed.
    """
    try:
        limit = int((folder / "memory.max").read_text())  # "max" where there is none
        used = int((folder / "memory.current").read_text())
        lines = (folder / "memory.stat").read_text().splitlines()
        cached = next(int(line.split()[1]) for line in lines if line.startswith("inactive_file "))
    except (OSError, ValueError, StopIteration):
        return None
    return limit - used + cached


def needed_bytes(model: str) -> int | None:
    """Return about how much memory a model needs, without preparing or fetching it; None if unknown."""
    try:
        from afterword.transformer.quantisation.footprint import bytes_per_weight, weights_bytes
    except ImportError:  # the `local` extra is missing; loading a model reports that
        return None
    try:
        stored = ModelStore().info(model)
        if stored.prepared is not None:
            return weights_bytes(stored.prepared.folder) + BESIDE_WEIGHTS_BYTES
        if stored.entry is not None:
            parameters = stored.entry.parameters
        else:
            parameters = read_gguf_header(path_of(stored.name)).parameters
    except AfterwordError:
        return None
    return parameters * bytes_per_weight() + BESIDE_WEIGHTS_BYTES


def is_prepared(model: str) -> bool:
    """Return whether a model is unpacked on this machine, or a folder that is used in place."""
    try:
        return ModelStore().info(model).prepared is not None
    except AfterwordError:
        return False


MACHINE: Final = Memory(
    available_bytes=available_bytes, needed_bytes=needed_bytes, is_prepared=is_prepared
)
"""The machine that this process runs on."""
