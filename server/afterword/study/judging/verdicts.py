"""Verdicts: what a reader said of pairs, and the file that keeps them, a line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import regex

from afterword.errors import DocumentError
from afterword.study.judging.json_lines import NumberedRecord, append_json_line, read_json_lines
from afterword.study.judging.pairs_folder import Pair

_PREFIX: Final = "verdicts-"
_READER: Final = regex.compile(r"[\p{L}\p{M}\p{N}_-]{1,40}")


class Choice(StrEnum):
    """What a reader says of a pair, as it was shown."""

    LEFT = "left"
    RIGHT = "right"
    TIE = "tie"
    BOTH_BAD = "both_bad"


class Reason(StrEnum):
    """What decided it."""

    TENSE = "tense"
    VOICE = "voice"
    SENSE = "sense"
    FRESHNESS = "freshness"
    REPETITION = "repetition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One verdict."""

    pair: str
    """The pair's key."""
    left: str
    """The letter of the contestant whose text stood on the left."""
    right: str
    choice: Choice
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictList:
    """The verdicts of a reader."""

    verdicts: tuple[Verdict, ...] = ()
    """In the order in which they were given; of several on one pair the last counts."""
    problems: tuple[str, ...] = ()
    """What could not be read, as sentences."""

    def latest(self) -> dict[str, Verdict]:
        """Return the verdict that counts, by pair."""
        return {verdict.pair: verdict for verdict in self.verdicts}


def verdict_file(folder: Path, reader: str) -> Path:
    """Return where a reader's verdicts are.

    Raises:
        DocumentError: the name can't be part of a file's name.
    """
    if not _READER.fullmatch(reader):
        raise DocumentError(
            f"--reader {reader!r} is no name for a file.",
            next_step="Take letters, digits, - and _, 40 at most.",
        )
    return folder / f"{_PREFIX}{reader}.jsonl"


def readers_of(folder: Path) -> list[str]:
    """Return the readers who have given a verdict, in alphabetical order."""
    files = folder.glob(f"{_PREFIX}*.jsonl")
    return sorted(file.stem.removeprefix(_PREFIX) for file in files)


def append_verdict(path: Path, verdict: Verdict) -> None:
    """Append a verdict; it is on the disk when this returns.

    Raises:
        DocumentError: the file can't be written.
    """
    record = {
        "pair": verdict.pair,
        "choice": verdict.choice.value,
        "left": verdict.left,
        "right": verdict.right,
        "reason": verdict.reason and verdict.reason.value,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    append_json_line(path, record)


def read_verdicts(path: Path, pairs: Mapping[str, Pair]) -> VerdictList:
    """Return the verdicts of a file on these pairs; what is damaged is left out, and named.

    Raises:
        DocumentError: the file can't be read.
    """
    lines = read_json_lines(path)
    verdicts, damaged = list[Verdict](), list(lines.damaged_lines)
    for record in lines.records:
        verdict = _verdict(record, pairs)
        if verdict is None:
            damaged.append(record.line)
        else:
            verdicts.append(verdict)
    problems = tuple(
        f"{path.name}: {'the last line' if line == lines.count else f'line {line}'} is damaged and "
        "is left out; its pair is shown again."
        for line in sorted(damaged)
    )
    return VerdictList(verdicts=tuple(verdicts), problems=problems)


def _verdict(record: NumberedRecord, pairs: Mapping[str, Pair]) -> Verdict | None:
    values: dict[str, Any] = record.values
    pair = pairs.get(str(values.get("pair")))
    try:
        verdict = Verdict(
            pair=str(values["pair"]),
            left=str(values["left"]),
            right=str(values["right"]),
            choice=Choice(values["choice"]),
            reason=None if values.get("reason") is None else Reason(values["reason"]),
        )
    except (KeyError, ValueError, TypeError):
        return None
    is_of_pair = pair is not None and {verdict.left, verdict.right} == set(pair.texts)
    return verdict if is_of_pair else None
