"""The option of commands that write in a voice. Imports little, since every command imports it."""

import argparse


def add_voice(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a voice."""
    parser.add_argument(
        "--voice",
        metavar="NAME",
        help='write in this voice, with the model that it was tuned on; "" is none',
    )
