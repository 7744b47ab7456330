"""Says what is wrong with a setting, in the writer's terms and in one short line."""

import difflib
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from types import NoneType
from typing import Final, cast, get_args

from annotated_types import Ge, Gt, Le
from pydantic import StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from afterword.settings.paths import setting_paths, table_of
from afterword.settings.section import Section

MOST_CHARS: Final = 60
"""Longer names and values are cut: a message has one line, and the fault may be a whole file."""

MOST_ITEMS: Final = 8
"""So many items of a list are shown."""

BITS_OF_LARGE_NUMBER: Final = 128
"""``str`` is slow for long integers, and refuses those of more than 4,300 digits."""


def bad_value(dotted: str, field: FieldInfo, value: object, *, kept: object) -> str:
    """Return that ``value`` is none that ``field`` takes, and which one stays in force."""
    return (
        f"{dotted} must be {expected(field, value)}, got {describe(value)}; using {describe(kept)}."
    )


def bad_key(table: str, section: type[Section], key: str, value: object) -> str:
    """Return why a table in a list can't have ``key`` with this value; empty if it can."""
    field = section.model_fields.get(key)
    if field is None:
        hint = _hint(names_meant(key, list(section.model_fields)))
        return f"{table} has no {_short(key)}.{hint}"
    try:
        section.__pydantic_validator__.validate_assignment(section.model_construct(), key, value)
    except ValidationError:
        return f"{table}.{key} must be {expected(field, value)}, got {describe(value)}."
    return ""


def unknown_setting(dotted: str) -> str:
    """Return that no setting has this name, and the name that was probably meant."""
    known = setting_paths()
    known += sorted({path.partition(".")[0] for path in known if "." in path})
    return f"there is no setting {_short(dotted)}.{_hint(names_meant(dotted, known))}"


def names_meant(written: str, known: Sequence[str]) -> list[str]:
    """Return the names that were probably meant: written in another way, else the nearest one.

    Args:
        written: what is no name.
        known: the names; of dotted ones the last part may stand alone.
    """
    snake_case = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", written[:MOST_CHARS])
    snake_case = re.sub(r"[\s-]+", "_", snake_case).lower()
    same = [name for name in known if name.rpartition(".")[2] == snake_case]
    return same or difflib.get_close_matches(snake_case, known, n=1)


def _hint(near: Sequence[str]) -> str:
    return f" Did you mean {' or '.join(near)}?" if near else ""


def describe(value: object) -> str:
    """Return a value as its file would have it, shortened to ``MOST_CHARS``."""
    match value:
        case None:
            text = "none"
        case bool():
            text = "true" if value else "false"
        case int() if value.bit_length() > BITS_OF_LARGE_NUMBER:
            text = "a huge number"
        case str():
            text = f'"{_short(value)}"'
        case tuple() | list():
            items = cast("Sequence[object]", value)
            inner = ", ".join(
                "…" if isinstance(i, list | tuple) else describe(i) for i in items[:MOST_ITEMS]
            )
            text = f"[{_short(inner)}]"
        case dict():
            text = "a table"
        case _:
            text = _short(str(value))
    return text


def expected(field: FieldInfo, value: object) -> str:
    """Return what a field takes, from its own type and bounds."""
    kind = kind_of(field)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return " or ".join(f'"{choice}"' for choice in kind)
    if kind is bool:
        return "true or false"
    if kind is str:
        most = next(
            (m.max_length for m in _bounds(field) if isinstance(m, StringConstraints)), None
        )
        return f"a text of 1–{most} characters" if most else "a name"
    least = most = ""
    for bound in _bounds(field):
        match bound:
            case Ge(ge=number):
                least = f"{number}–"
            case Gt(gt=number):
                least = f"more than {number} and at most "
            case Le(le=number):
                most = str(number)
            case _:
                pass
    if not most:
        return "a list of tables" if table_of(field) else "a list of texts"
    # 3.5 is within 1–64, so the bounds alone would not tell what is wrong with it.
    kind_of_number = "" if kind is float or not isinstance(value, float) else "a whole number, "
    return f"{kind_of_number}{least}{most}"


def kind_of(field: FieldInfo) -> object:
    """Return the type of a field's values; of ``X | None``, X."""
    options = [option for option in get_args(field.annotation) if option is not NoneType]
    if len(options) != 1 or NoneType not in get_args(field.annotation):
        return field.annotation
    inner = get_args(options[0])
    return inner[0] if hasattr(options[0], "__metadata__") else options[0]


def _bounds(field: FieldInfo) -> Iterator[object]:
    """Yield the bound markers of a field, also those inside ``X | None``."""
    yield from field.metadata
    for option in get_args(field.annotation):
        for info in getattr(option, "__metadata__", ()):
            yield info
            yield from getattr(info, "metadata", ())


def _short(text: str) -> str:
    """Return at most ``MOST_CHARS`` of a text, on one line, in characters any client can show."""
    cut = text if len(text) <= MOST_CHARS else f"{text[: MOST_CHARS - 1]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)
