"""Arguments of commands: plain JSON, checked before anything is done with it."""

import math
from dataclasses import dataclass
from typing import cast

from lsprotocol import types

from afterword.prose.first_part import Unit
from afterword.writing.explaining import Job
from afterword.writing.placing import Task

MAX_POSITION = 2**31 - 1
"""LSP's ``uinteger``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cursor in a document, as clients carry it to and fro."""

    uri: str
    position: types.Position
    version: int | None
    """The version of the text the writer saw; None means the text as it is."""
    task: Task = Task.CONTINUE
    """What is to be written there."""
    speaker: str = ""
    """In whose voice, if it is a turn of a dialogue."""

    def to_json(self) -> dict[str, object]:
        """Return what ``from_json`` reads."""
        return {
            "uri": self.uri,
            "version": self.version,
            "position": {"line": self.position.line, "character": self.position.character},
            "task": self.task.value,
            "speaker": self.speaker,
        }

    @classmethod
    def from_json(cls, value: object) -> "Place | None":
        """Read a place, or return None if ``value`` is anything else."""
        match value:
            case {
                "uri": str() as uri,
                "position": {"line": int() as line, "character": int() as character},
            }:
                table = cast("dict[str, object]", value)
                version, task = table.get("version"), table.get("task", Task.CONTINUE.value)
                speaker = table.get("speaker", "")
            case _:
                return None
        is_whole = not any(isinstance(part, bool) for part in (line, character, version))
        if not is_whole or not isinstance(version, int | None) or task not in set(Task):
            return None
        if not isinstance(speaker, str) or len(speaker.splitlines()) > 1:
            return None
        if not (0 <= line <= MAX_POSITION and 0 <= character <= MAX_POSITION):
            return None
        position = types.Position(line, character)
        return cls(
            uri=uri, position=position, version=version, task=Task(str(task)), speaker=speaker
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWanted:
    """A shown text, and how much of it the writer takes."""

    text: str
    before: str
    """What stands before it."""
    unit: Unit

    @classmethod
    def from_json(cls, value: object) -> "PartWanted | None":
        """Read it, or return None if ``value`` is anything else."""
        match value:
            case {"text": str() as text, "unit": str() as unit} if unit in set(Unit):
                before = cast("dict[str, object]", value).get("before", "")
            case _:
                return None
        return cls(text=text, before=before, unit=Unit(unit)) if isinstance(before, str) else None


def minutes_from_json(value: object) -> float | None:
    """Read ``{"minutes": number}``, zero or more; None if ``value`` is anything else."""
    match value:
        case {"minutes": int() | float() as minutes} if not isinstance(minutes, bool):
            return minutes if math.isfinite(minutes) and minutes >= 0 else None
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextWanted:
    """A place whose prompt the writer wants to see, and for which job."""

    place: Place
    job: Job

    @classmethod
    def from_json(cls, value: object) -> "ContextWanted | None":
        """Read what is wanted, ghost text if no job is named; None if it can't be told."""
        place, job = Place.from_json(value), str(Job.GHOST_TEXT)
        match value:
            case {"job": str() as named}:
                job = named
            case {"job": object()}:
                return None
            case _:
                pass
        return cls(place=place, job=Job(job)) if place and job in set(Job) else None
