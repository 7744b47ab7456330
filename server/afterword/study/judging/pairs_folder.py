"""The folder of a comparison: its plan, the continuations, and the pairs that they make.

It holds excerpts of the texts it was made from. ``pairs.json`` is the plan, ``continuations.jsonl``
gets a line for each continuation, ``verdicts-READER.jsonl`` one for each verdict.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final, cast

from afterword.errors import DocumentError
from afterword.models.whole_file import write_whole_file
from afterword.study.judging.json_lines import append_json_line, read_json_lines

FORMAT: Final = 1
"""The version of the plan's file."""
PLAN_NAME: Final = "pairs.json"
CONTINUATIONS_NAME: Final = "continuations.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOpening:
    """An opening as a reader sees it."""

    key: str
    language: str
    """The ISO 639-1 code, or ``other``."""
    text: str
    """The end of the text before the place."""
    source: str = ""
    """The document's key, the offset and the kind of place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonPlan:
    """What is compared, at which openings."""

    contestants: Mapping[str, str]
    """What each letter stands for: settings, as they were given."""
    openings: tuple[ShownOpening, ...]
    seed: int = 1
    values: Mapping[str, Any] | None = None
    """What each letter sets, so that a run that goes on can be compared with the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two continuations of an opening."""

    key: str
    """The identifier; it does not say whose the texts are."""
    opening: ShownOpening
    texts: Mapping[str, str]
    """The two continuations, by their letters in alphabetical order; one may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairList:
    """The pairs that can be judged, and how many can't."""

    pairs: tuple[Pair, ...]
    unwritten: int = 0
    """Pairs of which a continuation is missing, because writing was interrupted."""
    alike: int = 0
    """Pairs whose texts are the same; nothing is to be judged there."""
    problems: tuple[str, ...] = ()
    """What could not be read, as sentences."""


def write_plan(folder: Path, plan: ComparisonPlan) -> None:
    """Make the folder with its plan, or check that the plan there is the same.

    Raises:
        DocumentError: the folder holds another comparison, or can't be written.
    """
    described = _describe(plan)
    path = folder / PLAN_NAME
    if path.exists():
        if _read_json(path) != described:
            raise DocumentError(
                f"{folder} holds another comparison.",
                next_step="Give the same texts, settings, --count and --seed, or another folder.",
            )
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole_file(path, json.dumps(described, ensure_ascii=False, indent=1))
    except OSError as error:
        raise DocumentError(
            f"{path} can't be written: {error.strerror}.", next_step="Choose another folder."
        ) from error


def read_plan(folder: Path) -> ComparisonPlan:
    """Return the plan in a folder.

    Raises:
        DocumentError: there is none, or it can't be read.
    """
    described = _read_json(folder / PLAN_NAME)
    try:
        if described["format"] != FORMAT:
            raise DocumentError(
                f"{folder} was written by another version.", next_step="Write the pairs again."
            )
        return ComparisonPlan(
            contestants={str(letter): str(name) for letter, name in described["settings"].items()},
            openings=tuple(_opening(each) for each in described["openings"]),
            seed=int(described["seed"]),
            values=described["values"],
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(
            f"{folder / PLAN_NAME} is no plan of a comparison.",
            next_step="Write the pairs again, into another folder: afterword judge write.",
        ) from error


def _opening(described: Mapping[str, Any]) -> ShownOpening:
    """Return an opening of a plan.

    Raises:
        TypeError: a part is missing or unknown, or is no text.
    """
    if not all(isinstance(part, str) for part in described.values()):
        raise TypeError("a part of an opening is no text")
    return ShownOpening(**described)


def append_continuation(folder: Path, *, opening: str, contestant: str, text: str) -> None:
    """Keep a continuation; it is on the disk at once.

    Raises:
        DocumentError: the file can't be written.
    """
    record = {"opening": opening, "contestant": contestant, "text": text}
    append_json_line(folder / CONTINUATIONS_NAME, record)


def read_continuations(folder: Path) -> tuple[dict[tuple[str, str], str], list[str]]:
    """Return the continuations by opening and contestant, and what could not be read.

    Raises:
        DocumentError: the file can't be read.
    """
    lines = read_json_lines(folder / CONTINUATIONS_NAME)
    written, damaged = dict[tuple[str, str], str](), list(lines.damaged_lines)
    for record in lines.records:
        values = [record.values.get(name) for name in ("opening", "contestant", "text")]
        if all(isinstance(value, str) for value in values):
            opening, contestant, text = cast("list[str]", values)
            written.setdefault((opening, contestant), text)
        else:
            damaged.append(record.line)
    return written, [
        f"{CONTINUATIONS_NAME}: line {line} is damaged and is left out." for line in sorted(damaged)
    ]


def read_pairs(folder: Path) -> PairList:
    """Return all pairs of a folder, in the order of the openings.

    Raises:
        DocumentError: there is no plan, or a file can't be read.
    """
    plan = read_plan(folder)
    written, problems = read_continuations(folder)
    pairs, unwritten, alike = list[Pair](), 0, 0
    for opening in plan.openings:
        for number, letters in enumerate(combinations(sorted(plan.contestants), 2), start=1):
            texts = [written.get((opening.key, letter)) for letter in letters]
            if None in texts:
                unwritten += 1
            elif texts[0] == texts[1]:
                alike += 1
            else:
                both = dict(zip(letters, cast("Sequence[str]", texts), strict=True))
                pairs.append(Pair(key=f"{opening.key}-{number}", opening=opening, texts=both))
    return PairList(pairs=tuple(pairs), unwritten=unwritten, alike=alike, problems=tuple(problems))


def _describe(plan: ComparisonPlan) -> dict[str, Any]:
    openings = [
        {"key": each.key, "language": each.language, "text": each.text, "source": each.source}
        for each in plan.openings
    ]
    return {
        "format": FORMAT,
        "seed": plan.seed,
        "settings": dict(plan.contestants),
        "values": dict(plan.values or {}),
        "openings": openings,
    }


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DocumentError(
            f"{path} can't be read: {error.strerror}.",
            next_step="Write the pairs first: afterword judge write OUT PATH… --a … --b …",
        ) from error
    except (ValueError, RecursionError) as error:
        raise DocumentError(
            f"{path} is damaged.", next_step="Write the pairs again, into another folder."
        ) from error
