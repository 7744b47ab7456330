"""Whole numbers on the command line, within bounds."""

import argparse
from collections.abc import Callable


def whole_number(*, least: int, most: int) -> Callable[[str], int]:
    """Return what reads an option's number; it raises ``ArgumentTypeError`` outside of the bounds."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"must be {least}-{most}, got {text!r}")
        return number

    return read
