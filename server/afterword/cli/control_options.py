"""Options for the controls of one request. Imports little, since every command imports it.

Values are validated by the settings once an option is used; an invalid one is a usage error.
"""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from afterword.settings.controls import ControlValues

CONTROLS: Final = {
    "max_words": "the longest continuation, in words",
    "follow_rhythm": "true: about as long as the paragraphs before it; false: always the longest",
    "temperature": "how freely words are drawn: 0 always takes the most probable one",
    "top_p": "draw only the most probable words that together reach this probability",
    "min_p": "draw no word less probable than this share of the most probable one",
    "repetition_penalty": "how much less probable words become that the text has already; 1 is off",
    "dry_multiplier": "how strongly runs of words that the text has already are kept from going on; 0 is off",
    "dry_base": "the factor by which that grows with each further word of the run",
    "dry_allowed_words": "how many words in a row may come again",
    "banned_phrases": "never write this; may be given several times",
    "favoured_phrases": "write this more often; may be given several times",
    "favoured_weight": "how much likelier those become, as a natural logarithm",
    "seed": "the same seed gives the same text",
}
"""The help of each control's option. Not read from the settings, whose packages would slow every command
down; a test compares the names."""


def add_controls(parser: argparse.ArgumentParser) -> None:
    """Add an option for each control."""
    group = parser.add_argument_group(
        "controls", "for this text only; as in the settings, where more is said of them"
    )
    for name, what in CONTROLS.items():
        group.add_argument(
            f"--{name.replace('_', '-')}",
            action="extend" if name.endswith("_phrases") else "store",
            type=_reader(name),
            metavar="VALUE",
            help=what,
        )


def controls_from(arguments: argparse.Namespace) -> "ControlValues":
    """Return the controls that the command line sets."""
    values = {name: getattr(arguments, name) for name in CONTROLS}
    return {
        name: tuple(cast("list[object]", value)) if isinstance(value, list) else value
        for name, value in values.items()
        if value is not None
    }


def _reader(name: str) -> Callable[[str], object]:
    """Return the parser of an option's value, which is validated as in a document's head."""

    def read(text: str) -> object:
        from afterword.settings.controls import Controls  # noqa: PLC0415 - slow
        from afterword.settings.field_validation import (  # noqa: PLC0415 - slow
            FieldFault,
            validate_field,
        )

        value = validate_field(Controls, name, text, is_text=True)
        if isinstance(value, FieldFault):
            raise argparse.ArgumentTypeError(value.sentence(table="The command line", value=name))
        return value

    return read
