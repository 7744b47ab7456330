"""The options of ``afterword evaluate``. Imports little, since every command imports it."""

import argparse

from afterword.cli.sample_options import add_sample_options
from afterword.cli.voice_option import add_voice
from afterword.cli.whole_numbers import whole_number


def add_evaluate_options(parser: argparse.ArgumentParser) -> None:
    """Add what to measure, on what, and where to write the figures."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", help="files or folders of .md, .txt and .tex"
    )
    parser.add_argument("--json", metavar="OUT", help="write the figures, and what to compare")
    parser.add_argument("--report", metavar="OUT.html", help="write a page with plots and cases")
    parser.add_argument(
        "--limit",
        type=whole_number(least=1, most=100_000),
        default=400,
        metavar="N",
        help="cursor positions (default 400)",
    )
    add_sample_options(parser.add_argument, same="positions")
    parser.add_argument(
        "--baseline",
        action="append",
        default=[],
        choices=["naive", "probe"],
        help="compare with this plain policy in the same run; may be given twice",
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=["positions", "typing", "model", "continuations"],
        help="leave out the other parts; may be given several times",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting for this run, such as inline.max_words=6",
    )
    parser.add_argument("--model", help="another model than the settings say")
    add_voice(parser)
    parser.add_argument(
        "--compare",
        nargs=2,
        metavar=("A.json", "B.json"),
        help="print how two saved results differ",
    )
    parser.add_argument(
        "--thresholds",
        nargs="+",
        metavar="RESULT.json",
        help="print how sure ghost text must be, by results of --only positions",
    )
