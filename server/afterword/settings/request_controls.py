"""Reads the controls that a command names: checked as settings are, and told as those are."""

from collections.abc import Mapping

from afterword.settings.controls import Controls, ControlValues
from afterword.settings.messages import bad_key

TABLE = "controls"
"""What they are called in a command's arguments."""


def read_controls(written: Mapping[str, object]) -> tuple[ControlValues, list[str]]:
    """Return the controls that are set and right, and one sentence for each of the others.

    Args:
        written: names and values, from JSON; null is "not set".
    """
    given = {name: value for name, value in written.items() if value is not None}
    faults = {name: bad_key(TABLE, Controls, name, value) for name, value in given.items()}
    right = Controls.model_validate(
        {name: value for name, value in given.items() if not faults[name]}
    )
    values = {name: getattr(right, name) for name in given if not faults[name]}
    return values, [fault for fault in faults.values() if fault]
