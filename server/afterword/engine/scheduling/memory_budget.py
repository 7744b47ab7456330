"""How much memory there is, about how much a model takes, and where there is room for a second one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from afterword.errors import AfterwordError, MemoryShortageError
from afterword.models.gguf.header import read_gguf_header
from afterword.models.model_store import ModelStore

SPARE_BYTES: Final = 400_000_000
"""Of what the machine has free, that is left to everything else: an editor, and its next window."""
BESIDE_WEIGHTS_BYTES: Final = 350_000_000
"""Vocabulary, cached text, and what loading needs for a moment."""
_MEGABYTE: Final = 1_000_000


class Room(StrEnum):
    """Where a second model fits."""

    BESIDE = "beside"
    """Together with the one that is there."""
    IN_PLACE = "in_place"
    """Only while the one that is there is unloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known of the memory of a machine."""

    available_bytes: Callable[[], int | None]
    """What programs can have now without others being slowed down; None where nobody knows."""
    needed_bytes: Callable[[str], int | None]
    """About how much a model will take, by its name; None if it can't be told before it is here."""

    def find_room(self, model: str, *, beside: str, is_loaded: bool, limit_mb: int) -> Room:
        """Say where there is room for a model.

        Args:
            model: the name of the one to be loaded.
            beside: the name of the one that is loaded, or is being loaded.
            is_loaded: whether that one has its memory already.
            limit_mb: how much both may take together; 0 is what the machine has.

        Raises:
            MemoryShortageError: there is none.
        """
        needed, other = self.needed_bytes(model), self.needed_bytes(beside) or 0
        limit = limit_mb * _MEGABYTE or self._within_reach(other if is_loaded else 0)
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

    def _within_reach(self, loaded_bytes: int) -> int | None:
        """Return what both models together may take of what the machine has free."""
        available = self.available_bytes()
        return None if available is None else available - SPARE_BYTES + loaded_bytes


def available_bytes() -> int | None:
    """Return what programs can have now, within what a container allows; None if nobody knows."""
    try:
        import psutil  # comes with what runs models
    except ImportError:
        return None
    try:
        of_machine = int(psutil.virtual_memory().available)
    except (OSError, psutil.Error):  # no /proc
        return None
    of_container = left_in_container(Path("/sys/fs/cgroup"))
    return of_machine if of_container is None else min(of_machine, of_container)


def left_in_container(folder: Path) -> int | None:
    """Return what is left of a control group's limit (cgroup v2); None where there is none.

    Files that the system keeps cached count as used there, though it gives them up when asked.
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
    """Return about how much a model takes, without preparing or fetching it; None if unknown."""
    try:
        from afterword.transformer.quantisation.footprint import bytes_per_weight, weights_bytes
    except ImportError:  # what runs models is missing, which loading one will say
        return None
    try:
        stored = ModelStore().info(model)
        if stored.prepared is not None:
            return weights_bytes(stored.prepared.folder) + BESIDE_WEIGHTS_BYTES
        if stored.entry is not None:
            parameters = stored.entry.parameters
        else:
            parameters = read_gguf_header(Path(stored.name).expanduser()).parameters
    except AfterwordError:
        return None
    return parameters * bytes_per_weight() + BESIDE_WEIGHTS_BYTES


MACHINE: Final = Memory(available_bytes=available_bytes, needed_bytes=needed_bytes)
"""The one we run on."""
