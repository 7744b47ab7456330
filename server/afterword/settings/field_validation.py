"""Validates one value for one field of a table of settings.

It says what is wrong with it and what was probably meant. Where it was written, in a settings file, a
document's head or a command, only the callers know, and they word it.
"""

import contextlib
import difflib
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from afterword.settings.field_types import choice_hint_of, choices_of, is_list, type_of
from afterword.settings.message_words import describe, did_you_mean, expected, names_meant, shorten
from afterword.settings.section import Section

TRUTH_WORDS: Final = {
    **dict.fromkeys(("true", "yes", "on"), True),
    **dict.fromkeys(("false", "no", "off"), False),
}
"""YAML 1.1's words for true and false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFault:
    """Why a section can't take a key, or the value under it."""

    problem: str
    """The end of a sentence about the value, or about the table where the key is unknown; one line,
    without a full stop."""
    is_unknown_key: bool = False
    """Whether the section has no such key."""
    meant: str = ""
    """The key or the value that was probably meant; empty if none is near."""
    hint: str = ""
    """What may help to mend it, as a sentence with a space before it; empty if nothing would."""

    def sentence(self, *, table: str, value: str) -> str:
        """Return the fault as a sentence, given what the table and the value are called there."""
        return f"{table if self.is_unknown_key else value} {self.problem}.{self.hint}"


def validate_field(
    section: type[Section], key: str, value: object, *, is_text: bool = False
) -> object | FieldFault:
    """Return the value as the section holds it, or why it can't be taken.

    Args:
        section: the table that is to take it.
        key: the name of one of its fields.
        value: what was written, from TOML or JSON.
        is_text: whether numbers and truths were written as text, as in YAML and on command lines.
            One text is then a list of one, and None the default.
    """
    field = section.model_fields.get(key)
    if field is None:
        return _unknown_key(section, key)
    if is_text and value is None:
        return field.get_default()
    converted = _from_text(field, value) if is_text else value
    try:
        validated = section.__pydantic_validator__.validate_assignment(
            section.model_construct(), key, converted
        )
    except ValidationError:
        return _bad_value(field, value, converted)
    return getattr(validated, key)


def _from_text(field: FieldInfo, value: object) -> object:
    """Return a text as the number, truth, choice or list that the field takes, where it is one."""
    if is_list(field):
        return [value] if isinstance(value, str) else value
    if not isinstance(value, str):
        return value
    kind = type_of(field)
    if kind is bool:
        return TRUTH_WORDS.get(value.strip().lower(), value)
    if kind is int or kind is float:
        return _number(value, is_whole=kind is int)
    return value.strip().lower() if choices_of(field) else value


def _number(text: str, *, is_whole: bool) -> int | float | str:
    """Return a text as a number, or as it is if it is none.

    A fraction is one even where a whole number is wanted, so that the fault can say what is wrong.
    """
    with contextlib.suppress(ValueError):
        if is_whole:
            return int(text)
    with contextlib.suppress(ValueError):
        return float(text)
    return text


def _unknown_key(section: type[Section], key: str) -> FieldFault:
    known = list(section.model_fields)
    near = names_meant(key, known)
    return FieldFault(
        problem=f"has no {shorten(key) or describe(key)}",
        is_unknown_key=True,
        meant=near[0] if near else "",
        hint=did_you_mean(near) or f" It has: {', '.join(known)}.",
    )


def _bad_value(field: FieldInfo, value: object, converted: object) -> FieldFault:
    shown = describe(value)
    if isinstance(value, str) and len(value) > len(shown):
        shown = f"{shown} ({len(value):,} characters)"
    problem = f"must be {expected(field, converted)}, got {shown}"
    if hint := choice_hint_of(field):
        return FieldFault(problem=problem, hint=f" {hint}")
    choices = choices_of(field) if isinstance(converted, str) else []
    near = difflib.get_close_matches(str(converted), choices, n=1) if choices else []
    return FieldFault(
        problem=problem,
        meant=near[0] if near else "",
        hint=did_you_mean(near),
    )
