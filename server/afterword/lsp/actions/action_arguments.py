"""Arguments of commands: plain JSON, checked before anything is done with it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from afterword.prose.words.accept_unit import AcceptUnit
from afterword.settings.controls import ControlValues
from afterword.settings.request_controls import read_controls
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.prompt_explanation import PromptPurpose
from afterword.writing.task import CURSOR_TASKS, Task

MAX_POSITION = 2**31 - 1
"""LSP's ``uinteger``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTarget:
    """A cursor in a document, as clients carry it to and fro."""

    uri: str
    position: types.Position
    version: int | None
    """The version of the text the writer saw; None means the text as it is."""
    task: Task = Task.CONTINUE
    """What is to be written there."""
    speaker: str = ""
    """In whose voice, if it is a turn of a dialogue."""
    take: int = 0
    """Which of several takes, from 1; 0 is one that stands alone."""
    controls: ControlValues = field(default_factory=dict[str, object])
    """What the request wants otherwise than the document and the settings say."""

    def to_json(self) -> dict[str, object]:
        """Return what ``from_json`` reads; without controls, which only a client names."""
        return {
            "uri": self.uri,
            "version": self.version,
            "position": {"line": self.position.line, "character": self.position.character},
            "task": self.task.value,
            "speaker": self.speaker,
            "take": self.take,
        }

    @classmethod
    def from_json(cls, value: object) -> "ActionTarget | None":
        """Read a place, or return None if ``value`` is anything else.

        Raises:
            JsonRpcInvalidParams: a control is none, or has a value that it can't have.
        """
        match value:
            case {
                "uri": str() as uri,
                "position": {"line": int() as line, "character": int() as character},
            }:
                table = cast("dict[str, object]", value)
                version, task = table.get("version"), _task_of(table)
                speaker, take = table.get("speaker", ""), table.get("take", 0)
            case _:
                return None
        is_whole = not any(isinstance(part, bool) for part in (line, character, version, take))
        if not is_whole or not isinstance(version, int | None) or task is None:
            return None
        if not isinstance(speaker, str) or len(speaker.splitlines()) > 1:
            return None
        is_place = 0 <= line <= MAX_POSITION and 0 <= character <= MAX_POSITION
        if not is_place or not _is_take(take, task):
            return None
        return cls(
            uri=uri,
            position=types.Position(line, character),
            version=version,
            task=task,
            speaker=speaker,
            take=int(str(take)),
            controls=controls_from_json(table.get("controls")),
        )


def _task_of(table: dict[str, object]) -> Task | None:
    """Return the task that is named, by default to continue; None if a cursor is not enough for it."""
    named = table.get("task", Task.CONTINUE.value)
    return Task(named) if isinstance(named, str) and named in CURSOR_TASKS else None


def _is_take(take: object, task: Task) -> bool:
    """Tell whether this numbers a take; only a continued paragraph has several."""
    return isinstance(take, int) and 0 <= take <= (TAKES if task == Task.CONTINUE else 0)


def controls_from_json(value: object) -> ControlValues:
    """Read controls; nothing is a client that names none.

    Raises:
        JsonRpcInvalidParams: one can't be taken. All is refused: the writer would get another text
            than they asked for.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise JsonRpcInvalidParams("controls must be an object of names and values.")
    values, problems = read_controls(cast("Mapping[str, object]", value))
    if problems:
        raise JsonRpcInvalidParams(" ".join(problems))
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWanted:
    """A shown text, and how much of it the writer takes."""

    text: str
    before: str
    """What stands before it."""
    unit: AcceptUnit

    @classmethod
    def from_json(cls, value: object) -> "PartWanted | None":
        """Read it, or return None if ``value`` is anything else."""
        match value:
            case {"text": str() as text, "unit": str() as unit} if unit in set(AcceptUnit):
                before = cast("dict[str, object]", value).get("before", "")
            case _:
                return None
        return (
            cls(text=text, before=before, unit=AcceptUnit(unit))
            if isinstance(before, str)
            else None
        )


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

    place: ActionTarget
    job: PromptPurpose

    @classmethod
    def from_json(cls, value: object) -> "ContextWanted | None":
        """Read what is wanted, ghost text if no job is named; None if it can't be told."""
        place, job = ActionTarget.from_json(value), str(PromptPurpose.GHOST_TEXT)
        match value:
            case {"job": str() as named}:
                job = named
            case {"job": object()}:
                return None
            case _:
                pass
        return (
            cls(place=place, job=PromptPurpose(job))
            if place and job in set(PromptPurpose)
            else None
        )
