"""The options of ``afterword tune``. Imports little, since every command imports it."""

import argparse
import math
from collections.abc import Callable
from typing import Final

from afterword.cli.whole_numbers import whole_number

_MOST_MINUTES: Final = 7 * 24 * 60
"""The longest time in minutes that can be asked for: a week."""


def add_tune_options(parser: argparse.ArgumentParser) -> None:
    """Add what to learn from, on what base, and how long."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="files or folders of .md, .txt and .tex"
    )
    parser.add_argument("--name", required=True, help="what to call the voice, in `voice`")
    parser.add_argument(
        "--base",
        metavar="MODEL",
        help="the model to tune; by default ghost text's, or the one that it was begun with",
    )
    parser.add_argument(
        "--minutes",
        type=_positive(most=_MOST_MINUTES),
        metavar="N",
        help="the longest that it may take; by default the texts are read twice, or for 45 minutes",
    )
    parser.add_argument(
        "--steps",
        type=whole_number(least=1, most=10_000_000),
        metavar="N",
        help="exactly so many steps of two windows of 512 tokens",
    )
    parser.add_argument(
        "--learning-rate",
        type=_positive(most=1),
        metavar="X",
        help="the largest one, by default 0.0004; less where the loss goes astray",
    )
    parser.add_argument(
        "--check-places",
        type=whole_number(least=0, most=100_000),
        default=400,
        metavar="N",
        help="places of held-out text at which it is checked whether ghost text is as often right in "
        "the voice as without it (default 400, about three minutes; 0 leaves that out)",
    )
    parser.add_argument("--resume", action="store_true", help="go on where it was stopped")


def _positive(*, most: float) -> Callable[[str], float]:
    """Return what reads an option's positive number."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 < number <= most:
            raise argparse.ArgumentTypeError(f"must be above 0 and at most {most}, got {text!r}")
        return number

    return read
