"""The options for what a training descends, and how. Imports little, as every command imports it."""

import argparse
import math
from typing import Final

_LARGEST_WEIGHT: Final = 10.0
"""The largest weight of a term: at ten times the next token's, little else is learned."""


def add_objective_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--optimiser`` and the weights of the objective's terms; None where they are left out."""
    group = parser.add_argument_group("objective", "what the training descends, and how")
    group.add_argument(
        "--optimiser", choices=["adamw", "adam", "sgd"], help="by default adamw; the others as such"
    )
    for name, what in (
        ("contrastive", "states at different places of a text are pushed apart"),
        ("embedding", "a miss by a related token costs less than one by an unrelated one"),
    ):
        group.add_argument(f"--{name}-weight", type=_weight, metavar="W", help=f"{what}; 0 is off")


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not 0 <= weight <= _LARGEST_WEIGHT:  # NaN is in no range
        raise argparse.ArgumentTypeError(f"must be 0-{_LARGEST_WEIGHT:g}, got {text!r}")
    return weight
