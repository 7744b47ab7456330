"""Reads the controls that a command names. They are validated as settings are."""

from collections.abc import Mapping
from typing import Final

from afterword.settings.controls import Controls, ControlValues
from afterword.settings.field_validation import FieldFault, validate_field

TABLE: Final = "controls"
"""The name of the table that holds them in a command's arguments."""


def read_controls(written: Mapping[str, object]) -> tuple[ControlValues, list[str]]:
    """Return the controls that are set and right, and one sentence for each of the others.

    Args:
        written: names and values, from JSON; null is "not set".
    """
    values, problems = dict[str, object](), list[str]()
    for name, value in written.items():
        if value is None:
            continue
        validated = validate_field(Controls, name, value)
        if isinstance(validated, FieldFault):
            problems.append(validated.sentence(table=TABLE, value=f"{TABLE}.{name}"))
        else:
            values[name] = validated
    return values, problems
