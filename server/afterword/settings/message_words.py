"""Words for messages about settings: values, what a field takes, and the name that was meant.

They are the writer's terms, and short enough for one line.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from typing import Final, cast

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from afterword.settings.field_types import (
    bounds_of,
    choices_of,
    is_list,
    item_bounds_of,
    section_in_list,
    type_of,
)

MAX_SHOWN_CHARS: Final = 60
"""How many characters of a name or value are shown: a message has one line, and the value may be a
whole file."""

MAX_SHOWN_ITEMS: Final = 8
"""How many items of a list are shown."""

MAX_SHOWN_BITS: Final = 128
"""How many bits a whole number that is shown may have: ``str`` is slow for long integers, and refuses those of more than 4,300 digits."""


def names_meant(written: str, known: Sequence[str]) -> list[str]:
    """Return the names that were probably meant: written in another way, else the nearest one.

    Args:
        written: what was written in place of a name.
        known: all names; the last part of a dotted one may stand alone.
    """
    snake_case = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", written[:MAX_SHOWN_CHARS])
    snake_case = re.sub(r"[\s-]+", "_", snake_case).lower()
    same = [name for name in known if name.rpartition(".")[2] == snake_case]
    if same:
        return same
    # Sections don't count: two settings of one section would look alike for its name alone.
    last = snake_case.rpartition(".")[2]
    near = difflib.get_close_matches(last, [name.rpartition(".")[2] for name in known], n=1)
    candidates = [name for name in known if name.rpartition(".")[2] in near]
    return difflib.get_close_matches(snake_case, candidates, n=1, cutoff=0)


def did_you_mean(near: Sequence[str]) -> str:
    """Return the names that were probably meant as a question with a space before it; empty for none."""
    return f" Did you mean {' or '.join(near)}?" if near else ""


def describe(value: object) -> str:
    """Return a value as its file would have it, shortened to ``MAX_SHOWN_CHARS``."""
    match value:
        case None:
            text = "none"
        case bool():
            text = "true" if value else "false"
        case int() if value.bit_length() > MAX_SHOWN_BITS:
            text = "a huge number"
        case str():
            text = f'"{shorten(value)}"'
        case tuple() | list():
            items = cast("Sequence[object]", value)
            inner = ", ".join(
                "…" if isinstance(i, list | tuple) else describe(i) for i in items[:MAX_SHOWN_ITEMS]
            )
            text = f"[{shorten(inner)}]"
        case dict():
            text = "a table"
        case _:
            text = shorten(str(value))
    return text


def expected(field: FieldInfo, value: object) -> str:
    """Return what a field takes, from its own type and bounds; ``value`` is what it can't take."""
    kind = type_of(field)
    if choices := choices_of(field):
        return " or ".join(f'"{choice}"' for choice in choices)
    if is_list(field):
        return _expected_list(field)
    if kind is bool:
        return "true or false"
    if kind is str:
        most = _most_chars(bounds_of(field))
        if not most:
            return "a name"
        least = any(isinstance(b, StringConstraints | MinLen) for b in bounds_of(field))
        return f"a text of {'1–' if least else 'up to '}{most:,} characters"
    least = most = ""
    for bound in bounds_of(field):
        match bound:
            case Ge(ge=number):
                least = f"{number}–"
            case Gt(gt=number):
                least = f"more than {number} and at most "
            case Le(le=number):
                most = str(number)
            case _:
                pass
    # 3.5 is within 1–64, so the bounds alone would not say what is wrong with it.
    kind_of_number = "" if kind is float or not isinstance(value, float) else "a whole number, "
    return f"{kind_of_number}{least}{most}"


def _expected_list(field: FieldInfo) -> str:
    if section_in_list(field):
        return "a list of tables"
    most = next((bound.max_length for bound in field.metadata if isinstance(bound, MaxLen)), None)
    most_chars = _most_chars(item_bounds_of(field))
    items = f"up to {most:,} texts" if most else "texts"
    return f"a list of {items}" + (f" of up to {most_chars} characters" if most_chars else "")


def _most_chars(bounds: Iterable[object]) -> int | None:
    """Return the length that texts may have at most, in characters; None if that is not bounded."""
    return next((b.max_length for b in bounds if isinstance(b, StringConstraints | MaxLen)), None)


def shorten(text: str) -> str:
    """Return at most ``MAX_SHOWN_CHARS`` of a text, on one line, in characters any client can show."""
    cut = text if len(text) <= MAX_SHOWN_CHARS else f"{text[: MAX_SHOWN_CHARS - 1]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)
