"""The doctor's checks of memory and of the model for paragraphs."""

from typing import Final

from afterword.cli.check_results import Check, failed, passed
from afterword.engine.scheduling.memory_budget import MACHINE, Memory, Room
from afterword.errors import MemoryShortageError
from afterword.models.catalogue import CATALOGUE
from afterword.settings import Settings

NAME: Final = "paragraphs"
"""The name of the check of that model."""
_MEGABYTE: Final = 1_000_000


def check_memory(memory: Memory = MACHINE) -> list[Check]:
    """Return the check of free memory; empty where the system does not report it."""
    available = memory.available_bytes()
    return [] if available is None else [passed("free now", f"{_megabytes(available)} of memory")]


def check_paragraph_model(settings: Settings, memory: Memory = MACHINE) -> Check:
    """Return whether the model for paragraphs fits into memory, or which larger one would."""
    model, beside = settings.paragraph_model, settings.inline_model
    if model == beside:
        return passed(NAME, f"{model}, as ghost text. {_larger_model_note(settings, memory)}")
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


def _larger_model_note(settings: Settings, memory: Memory) -> str:
    """Return a sentence on the largest model that fits into memory beside ghost text's."""
    entry = CATALOGUE.get(settings.inline_model)
    weights = entry.parameters if entry else 0
    larger = [each for each in CATALOGUE.values() if each.parameters > weights]
    for each in sorted(larger, key=lambda entry: entry.parameters, reverse=True):
        try:
            room = _find_room(each.name, settings, memory)
        except MemoryShortageError:
            continue
        if room is Room.BESIDE:
            needed = _megabytes(memory.needed_bytes(each.name) or 0)
            return (
                f"There is room for {each.name} beside it (about {needed}): "
                f'set `paragraph.model = "{each.name}"`; `afterword models info {each.name}` '
                "tells how to get it."
            )
    return "There is no room for a larger one beside it."


def _find_room(model: str, settings: Settings, memory: Memory) -> Room:
    return memory.find_room(
        model, beside=settings.inline_model, is_loaded=False, limit_mb=settings.memory_mb
    )


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes // _MEGABYTE:,} MB"
