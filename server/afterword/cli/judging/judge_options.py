"""The options of ``afterword judge``. Imports little, since every command imports it."""

import argparse
from typing import Final

from afterword.cli.sample_options import add_sample_options
from afterword.cli.whole_numbers import whole_number

CONTESTANTS: Final = ("a", "b", "c", "d", "e", "f")
"""The letters of the settings that can be compared in one folder."""
USAGE: Final = (
    "afterword judge write OUT PATH… --a SETTINGS --b SETTINGS [--c … --f …] [options]\n"
    "       afterword judge OUT [--page] [--reader NAME]\n"
    "       afterword judge OUT --report [--reader NAME] [--json]"
)
DESCRIPTION: Final = (
    "`write` makes pairs of continuations at the same places of your texts. Then you judge them "
    "without knowing which settings wrote which, and --report counts. Both go on where they were "
    "interrupted."
)


def add_judge_options(parser: argparse.ArgumentParser) -> None:
    """Add all options to the parser of the command."""
    parser.add_argument(
        "words",
        metavar="OUT",
        nargs="+",
        help="the folder of the pairs; or `write`, that folder, and files or folders of texts",
    )
    _add_writing(parser)
    judging = parser.add_argument_group("judging")
    judging.add_argument("--page", action="store_true", help="judge on a page in the browser")
    judging.add_argument("--reader", metavar="NAME", help="who judges, where several do")
    judging.add_argument("--report", action="store_true", help="count, of one --reader or of all")
    judging.add_argument("--json", action="store_true", help="print the report as one JSON object")


def _add_writing(parser: argparse.ArgumentParser) -> None:
    writing = parser.add_argument_group("writing pairs")
    what = {
        "a": "settings to compare: NAME=VALUE,NAME=VALUE or a .toml file; '' for yours as they are",
        "b": "what to compare them with; --c to --f are further ones",
    }
    for letter in CONTESTANTS:
        writing.add_argument(
            f"--{letter}", metavar="SETTINGS", help=what.get(letter, argparse.SUPPRESS)
        )
    writing.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting for all of them, such as paragraph.max_words=60",
    )
    writing.add_argument(
        "--count",
        type=whole_number(least=1, most=2_000),
        default=40,
        metavar="N",
        help="places to continue (default 40)",
    )
    add_sample_options(writing.add_argument, same="places and texts")
