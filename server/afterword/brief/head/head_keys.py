"""The keys of our map in a document's head: their names, the values they take, and what they are for."""

from typing import Final

from afterword.settings.controls import HeadKeys
from afterword.settings.field_types import choices_of

HEAD_KEYS: Final = tuple(HeadKeys.model_fields)
"""All keys of our map in a head, in the order in which they are proposed."""


def choices(key: str) -> list[str]:
    """Return the only values that a key takes; empty if it is no choice among values."""
    return choices_of(HeadKeys.model_fields[key])


def explain(key: str) -> str:
    """Return what a key is for, in a line or two."""
    text = HeadKeys.model_fields[key].description or ""
    allowed = choices(key)
    return f"{text} One of: {', '.join(allowed)}." if allowed else text
