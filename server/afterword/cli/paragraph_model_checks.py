"""The doctor's checks of memory and of the model for paragraphs."""

from collections.abc import Callable
from typing import Final

from afterword.cli.check_results import Check, failed, passed
from afterword.engine.loading.paragraph_model import (
    find_larger_model,
    is_available,
    with_paragraph_model,
)
from afterword.engine.scheduling.memory_budget import MACHINE, Memory, Room
from afterword.errors import MemoryShortageError
from afterword.settings import Settings

NAME: Final = "paragraphs"
"""The name of the check of that model."""
_MEGABYTE: Final = 1_000_000


def check_memory(memory: Memory = MACHINE) -> list[Check]:
    """Return the check of free memory; empty where the system does not report it."""
    available = memory.available_bytes()
    return [] if available is None else [passed("free now", f"{_megabytes(available)} of memory")]


def check_paragraph_model(
    settings: Settings,
    memory: Memory = MACHINE,
    is_here: Callable[[str], bool] = is_available,
) -> Check:
    """Return whether the model for paragraphs fits into memory, or which larger one would."""
    settings = with_paragraph_model(settings, is_here=is_here, memory=memory)
    model, beside = settings.paragraph_model, settings.inline_model
    if model == beside:
        note = _larger_model_note(settings, memory, is_here)
        return passed(NAME, f"{model}, as ghost text. {note}")
    try:
        room = _find_room(model, settings, memory)
    except MemoryShortageError as error:
        return failed(NAME, error.message, fix=error.next_step)
    needed = memory.needed_bytes(model)
    about = f"about {_megabytes(needed)}" if needed else "nobody knows how much memory"
    where = (
        f"beside {beside}"
        if room is Room.BESIDE
        else f"in place of {beside}, which rests while a paragraph is written"
    )
    return passed(NAME, f"{model}, {where}; it takes {about}")


def _larger_model_note(settings: Settings, memory: Memory, is_here: Callable[[str], bool]) -> str:
    """Return a sentence on the model that could be installed for paragraphs."""
    larger = find_larger_model(settings, is_here=is_here, memory=memory)
    if larger is None:
        return "There is no room for a larger one beside it."
    entry = larger.entry
    return (
        f"{entry.title} writes better ones, and there is room for it (a download of "
        f"{_megabytes(entry.download_bytes)}, about {_megabytes(larger.memory_bytes)} of memory): "
        f"{entry.install_command}"
    )


def _find_room(model: str, settings: Settings, memory: Memory) -> Room:
    return memory.find_room(
        model, beside=settings.inline_model, is_loaded=False, limit_mb=settings.memory_mb
    )


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes // _MEGABYTE:,} MB"
