"""Checks one key of a document's head and its value, written as text, against the settings' fields.

The command line's options are such keys, too.
"""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, get_args

from annotated_types import MaxLen
from pydantic import ValidationError

from afterword.settings.brief_fields import MOST_LINE_CHARS, MOST_TEXT_CHARS, Text
from afterword.settings.controls import HeadKeys
from afterword.settings.messages import describe, expected, kind_of, names_meant

KEYS: Final = tuple(HeadKeys.model_fields)
"""All keys of our map in a head, in order."""

_TRUTHS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
"""YAML 1.1's words."""

Written = str | Sequence[str] | None
"""A value as it was written: text, a list of texts, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """Why something can't be taken, and what was probably meant."""

    message: str
    meant: str = ""


def check_key(key: str) -> Complaint | None:
    """Return what is wrong with a key; None if there is such a key."""
    if key in KEYS:
        return None
    near = names_meant(key, KEYS)
    hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(KEYS)}."
    return Complaint(
        message=f"A brief has no {describe(key)}.{hint}", meant=near[0] if near else ""
    )


def check_value(key: str, value: Written) -> object | Complaint:
    """Return the value of a key as the settings have it, or what is wrong with it."""
    if value is None:
        return HeadKeys.model_fields[key].get_default()
    if is_list(key):
        value = [value] if isinstance(value, str) else value
    elif not isinstance(value, str):
        return Complaint(message=f"{key} must be one text, not a list.")
    allowed = choices(key)
    if allowed and isinstance(value, str):
        value = value.strip().lower()
    try:
        return getattr(HeadKeys.model_validate({key: _as_kind(key, value)}), key)
    except ValidationError:
        return _complaint(key, value, allowed)


def _as_kind(key: str, value: Written) -> object:
    """Return a text as the number or truth that its key takes; as it is if it is none."""
    kind = kind_of(HeadKeys.model_fields[key])
    try:
        if kind is bool:
            return _TRUTHS[str(value).strip().lower()]
        if kind is int or kind is float:
            return kind(str(value))
    except (ValueError, KeyError):
        pass
    return value


def is_list(key: str) -> bool:
    """Whether a key takes several texts."""
    return HeadKeys.model_fields[key].get_default() == ()


def choices(key: str) -> list[str]:
    """Return the values that a key takes; empty if it takes any text."""
    kind = kind_of(HeadKeys.model_fields[key])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [str(choice) for choice in kind]
    return []


def explain(key: str) -> str:
    """Return what a key is for, in a line or two."""
    text = HeadKeys.model_fields[key].description or ""
    allowed = choices(key)
    return f"{text} One of: {', '.join(allowed)}." if allowed else text


def _complaint(key: str, value: Written, allowed: list[str]) -> Complaint:
    if allowed:
        near = difflib.get_close_matches(str(value), allowed, n=1)
        listed = ", ".join(allowed)
        return Complaint(
            message=f"{key} must be one of {listed}; got {describe(value)}.",
            meant=near[0] if near else "",
        )
    if _takes_one_of(key, int, float, bool):
        wanted = expected(HeadKeys.model_fields[key], _as_number(value))
        return Complaint(message=f"{key} must be {wanted}; got {describe(value)}.")
    if not value or not str(value).strip():
        return Complaint(message=f"{key} must not be empty; leave it out instead.")
    if is_list(key):
        return Complaint(
            message=f"{key} takes up to {_most_items(key)} texts of up to {MOST_LINE_CHARS} characters."
        )
    most = MOST_TEXT_CHARS if _takes_long_text(key) else MOST_LINE_CHARS
    return Complaint(message=f"{key} may have {most:,} characters; this has {len(str(value)):,}.")


def _takes_one_of(key: str, *kinds: object) -> bool:
    return kind_of(HeadKeys.model_fields[key]) in kinds


def _as_number(value: Written) -> object:
    """Return a text as a number of its own kind, if it is one: of 3.5 it is told that it is not whole."""
    for kind in (int, float):
        try:
            return kind(str(value))
        except ValueError:
            pass
    return value


def _most_items(key: str) -> int:
    bounds = HeadKeys.model_fields[key].metadata
    return next(bound.max_length for bound in bounds if isinstance(bound, MaxLen))


def _takes_long_text(key: str) -> bool:
    kind: Any = HeadKeys.model_fields[key].annotation
    return Text in get_args(kind)
