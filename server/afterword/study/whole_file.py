"""Writes a file that is whole or not there, whatever ends the program meanwhile."""

import os
from pathlib import Path


def write_whole_file(path: Path, text: str) -> None:
    """Write a text in UTF-8, in place of what was there.

    Raises:
        OSError: it can't be written; what was there is kept.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
