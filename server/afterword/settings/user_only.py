"""Settings that only the writer may set: a project's file comes with whatever folder is opened."""

from dataclasses import dataclass
from typing import Final

from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class UserOnly:
    """Marks a setting that a project may not set: it decides what code or data is loaded."""


USER_ONLY: Final = UserOnly()


def is_user_only(field: FieldInfo) -> bool:
    """Whether a project's file may not set this field."""
    return any(isinstance(marker, UserOnly) for marker in field.metadata)


def refuse_project(dotted: str) -> str:
    """Return the message for a project's file that sets one of them."""
    return f"{dotted} may only be set in your own settings, not by a project."
