"""Writes a text file as a whole: under its name there is the old file or the new one, never a part."""

import os
from pathlib import Path


def write_whole_file(path: Path, text: str) -> None:
    """Write a UTF-8 file that gets its name only when it is complete and on disk.

    Raises:
        OSError: the folder can't be written, or the disk is full.
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
