"""The options of commands that draw places from a writer's texts. Imports little, as every command imports it."""

from collections.abc import Callable

from afterword.cli.whole_numbers import whole_number


def add_sample_options(add_argument: Callable[..., object], *, same: str) -> None:
    """Add ``--seed``, ``--half`` and ``--language``.

    Args:
        add_argument: the method of a parser, or of a group of its options.
        same: what the same seed gives again.
    """
    add_argument(
        "--seed",
        type=whole_number(least=0, most=2**32 - 1),
        default=1,
        help=f"same seed, same {same}",
    )
    add_argument(
        "--half",
        default="all",
        choices=["all", "calibration", "check"],
        help="only the documents to calibrate on, or only those to check on",
    )
    add_argument(
        "--language", default="auto", help="auto, or a code such as en or zh for all documents"
    )
