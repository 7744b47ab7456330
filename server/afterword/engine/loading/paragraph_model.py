"""Which model writes paragraphs where the settings name none, and which larger one would write better.

A model that is on this machine and fits into memory beside ghost text's writes them: the largest that knows
many languages, else the largest. Where there is none, the catalogue's model for paragraphs can be
installed, if there is room for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from afterword.engine.interface import Usage
from afterword.engine.scheduling.memory_budget import MACHINE, Memory, Room
from afterword.errors import AfterwordError, MemoryShortageError
from afterword.models.catalogue import CATALOGUE
from afterword.models.catalogue_entry import CatalogueEntry
from afterword.models.model_store import ModelStore
from afterword.settings import Settings

PARAGRAPH_TOKENS: Final = 80
"""The tokens of a paragraph of about 60 words, for the time that it takes."""
_BESIDE_WEIGHTS_BYTES: Final = 150_000_000
"""The bytes of weights that could be read in the time that a token takes beside them. On two AMD cores a
token took 17.7 ms with the default model and 73 ms with Qwen2.5 1.5B, which reads seven times as much."""
_LEAST_TOKENS: Final = 8
"""The fewest tokens by which a speed counts as measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LargerModel:
    """A model that would write better paragraphs here, and is not on this machine."""

    entry: CatalogueEntry
    memory_bytes: int
    """About how much memory it takes while it writes."""


def is_available(name: str) -> bool:
    """Return whether a model of the catalogue is on this machine, prepared or not."""
    try:
        return ModelStore().info(name).is_available
    except (AfterwordError, OSError):  # a folder that can't be read: ghost text's model says so
        return False


def with_paragraph_model(
    settings: Settings,
    *,
    in_use: str = "",
    is_here: Callable[[str], bool] = is_available,
    memory: Memory = MACHINE,
) -> Settings:
    """Return settings that name the model for paragraphs.

    Args:
        settings: any settings; a model that they name stays.
        in_use: the model that writes paragraphs now, which needs no room of its own.
        is_here: says whether a model is on this machine.
        memory: where it must find room.
    """
    if settings.paragraph.model is not None:
        return settings
    for entry in _larger_entries(settings):
        if is_here(entry.name) and (
            entry.name == in_use or _fits_beside(entry.name, settings, memory)
        ):
            return settings.with_paragraph_model(entry.name)
    return settings


def find_larger_model(
    settings: Settings,
    *,
    is_here: Callable[[str], bool] = is_available,
    memory: Memory = MACHINE,
) -> LargerModel | None:
    """Return the model that the writer could install for paragraphs; None if there is none.

    Args:
        settings: the settings with the model that writes paragraphs now.
        is_here: says whether a model is on this machine.
        memory: where it must find room.
    """
    if settings.paragraph_model != settings.inline_model:
        return None
    for entry in _larger_entries(settings):
        if entry.is_for_paragraphs and not is_here(entry.name):
            needed = memory.needed_bytes(entry.name)
            if needed is not None and _fits_beside(entry.name, settings, memory):
                return LargerModel(entry=entry, memory_bytes=needed)
    return None


def estimate_paragraph_s(entry: CatalogueEntry, usage: Usage, *, measured: str) -> float | None:
    """Return about how many seconds a model takes for a paragraph on this machine; None if unknown.

    On one machine and in one runtime a token takes as long as its weights take to be read, and a little
    more, so the time follows from that of another model. Reading the text before comes on top.

    Args:
        entry: the model.
        usage: how long the other model took.
        measured: the name of that other model.
    """
    other = CATALOGUE.get(measured)
    if other is None or usage.generated_tokens < _LEAST_TOKENS or not usage.forwards:
        return None
    forward_s = usage.decode_ms / 1000 / usage.forwards
    ratio = (entry.token_bytes + _BESIDE_WEIGHTS_BYTES) / (
        other.token_bytes + _BESIDE_WEIGHTS_BYTES
    )
    return PARAGRAPH_TOKENS * forward_s * ratio


def _larger_entries(settings: Settings) -> list[CatalogueEntry]:
    """Return the models of the catalogue that are larger than ghost text's, the best first.

    That is the largest; but where ghost text knows many languages, those that know one come last.
    """
    ghost = CATALOGUE.get(settings.inline_model)
    if ghost is None:
        return []
    larger = [entry for entry in CATALOGUE.values() if entry.parameters > ghost.parameters]

    def rank(entry: CatalogueEntry) -> tuple[bool, int]:
        # The choice holds for all documents. In Chinese an English model takes 30 % more bits a byte,
        # while twice the size saves 3 %.
        return entry.is_multilingual or not ghost.is_multilingual, entry.parameters

    return sorted(larger, key=rank, reverse=True)


def _fits_beside(model: str, settings: Settings, memory: Memory) -> bool:
    try:
        room = memory.find_room(
            model, beside=settings.inline_model, is_loaded=False, limit_mb=settings.memory_mb
        )
    except MemoryShortageError:
        return False
    return room is Room.BESIDE
