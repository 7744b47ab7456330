"""What a field of a table takes: its type, its bounds, its choices. Knows no values and no messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType
from typing import get_args, get_origin

from pydantic.fields import FieldInfo

from afterword.settings.section import Section


@dataclass(frozen=True, slots=True)
class ChoiceHint:
    """A marker of a field whose choices need a word, since the nearest one would be a wrong guess."""

    sentence: str


def type_of(field: FieldInfo) -> object:
    """Return the type of a field's values; for ``X | None``, X."""
    options = [option for option in get_args(field.annotation) if option is not NoneType]
    if len(options) != 1 or NoneType not in get_args(field.annotation):
        return field.annotation
    inner = get_args(options[0])
    return inner[0] if hasattr(options[0], "__metadata__") else options[0]


def choices_of(field: FieldInfo) -> list[str]:
    """Return the only values that a field takes; empty if it is no choice among values."""
    kind = type_of(field)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [str(choice) for choice in kind]
    return []


def choice_hint_of(field: FieldInfo) -> str:
    """Return what to say to who wrote none of a field's choices; empty if the field has no such hint."""
    hints = (marker.sentence for marker in field.metadata if isinstance(marker, ChoiceHint))
    return next(hints, "")


def is_list(field: FieldInfo) -> bool:
    """Whether a field takes several values."""
    return get_origin(type_of(field)) is tuple


def section_in_list(field: FieldInfo) -> type[Section] | None:
    """Return the section that each item of a list of tables is; None if the field takes no such list."""
    for item in get_args(field.annotation):
        if isinstance(item, type) and issubclass(item, Section):
            return item
    return None


def bounds_of(field: FieldInfo) -> Iterator[object]:
    """Yield the markers that bound a field's values, also those inside of ``X | None``."""
    yield from field.metadata
    for option in get_args(field.annotation):
        yield from _markers(option)


def item_bounds_of(field: FieldInfo) -> Iterator[object]:
    """Yield the markers that bound each item of a list."""
    yield from _markers(get_args(type_of(field))[0])


def _markers(annotation: object) -> Iterator[object]:
    """Yield the markers of an annotated type, and those that pydantic's ``Field`` holds among them."""
    for marker in getattr(annotation, "__metadata__", ()):
        yield marker
        yield from getattr(marker, "metadata", ())
