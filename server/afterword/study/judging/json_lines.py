"""Files of one JSON object a line, to which each record is appended at once. Knows no records.

A power cut may leave half a line at the end. It is left out when reading, and the next record begins
on a line of its own.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from afterword.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedRecord:
    """A record, and the number of its line, counted from 1."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonLines:
    """What a file holds."""

    records: tuple[NumberedRecord, ...] = ()
    damaged_lines: tuple[int, ...] = ()
    """The numbers of the lines that are no JSON object."""
    count: int = 0
    """The number of lines."""


def read_json_lines(path: Path) -> JsonLines:
    """Read a file; one that is not there holds nothing.

    Raises:
        DocumentError: the file can't be read.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return JsonLines()
    except OSError as error:
        raise DocumentError(
            f"{path} can't be read: {error.strerror}.", next_step="Check the path."
        ) from error
    if not lines[-1]:
        lines.pop()
    records, damaged = list[NumberedRecord](), list[int]()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        values = _object(line)
        if values is None:
            damaged.append(number)
        else:
            records.append(NumberedRecord(line=number, values=values))
    return JsonLines(records=tuple(records), damaged_lines=tuple(damaged), count=len(lines))


def append_json_line(path: Path, record: Mapping[str, object]) -> None:
    """Append a record, and return when it is on the disk.

    Raises:
        DocumentError: the file can't be written.
    """
    line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
    try:
        with path.open("ab+") as file:
            if file.tell() and not _ends_line(path):
                line = b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DocumentError(
            f"{path} can't be written: {error.strerror}.",
            next_step="Make room or the file writable; what was written before is kept.",
        ) from error


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", values) if isinstance(values, dict) else None
