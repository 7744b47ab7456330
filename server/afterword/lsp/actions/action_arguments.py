"""The arguments of our commands, and the data of our code actions."""

from typing import Annotated, ClassVar

from lsprotocol import types
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from afterword.lsp.actions.json_arguments import DocumentTarget, JsonArguments, JsonPosition
from afterword.prose.words.accept_unit import AcceptUnit
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.prompt_explanation import PromptPurpose
from afterword.writing.task import CURSOR_TASKS, Task


def _is_for_cursor(task: Task) -> Task:
    if task not in CURSOR_TASKS:
        raise ValueError(task)
    return task


def _is_one_line(text: str) -> str:
    if len(text.splitlines()) > 1:
        raise ValueError("more than one line")
    return text


class ActionTarget(DocumentTarget):
    """A cursor in a document, and the task there."""

    FORM: ClassVar[str] = (
        '{"uri", "position": {"line", "character"}, "version", "task", "speaker", "take", '
        '"controls"}'
    )

    position: JsonPosition
    task: Annotated[Task, Field(strict=False), AfterValidator(_is_for_cursor)] = Task.CONTINUE
    """The kind of text to write there."""
    speaker: Annotated[str, AfterValidator(_is_one_line)] = ""
    """The name of the speaker, if it is a turn of a dialogue."""
    take: Annotated[int, Field(ge=0, le=TAKES)] = 0
    """The number of one of several takes, from 1; 0 is a text that stands alone."""

    @field_validator("take")
    @classmethod
    def _check_take(cls, take: int, info: ValidationInfo) -> int:
        """Refuse the number of a take where there is only one: only continued paragraphs have several."""
        if take and info.data.get("task") is not Task.CONTINUE:
            raise ValueError("there is only one take")
        return take

    @property
    def selected(self) -> types.Range:
        """The cursor as an empty range."""
        return types.Range(self.position.to_lsp(), self.position.to_lsp())


class GrowthTarget(ActionTarget):
    """A place, and a client's name for the continuation that it shows there while it is written."""

    FORM: ClassVar[str] = (
        '{"uri", "position": {"line", "character"}, "version", "task", "speaker", "controls", "id"}'
    )

    take: Annotated[int, Field(ge=0, le=0)] = 0
    """There is one text."""
    id: str = ""
    """The name under which its states are sent."""


class ContextRequest(ActionTarget):
    """A place and a job whose prompt is to be shown."""

    FORM: ClassVar[str] = (
        '{"uri", "position": {"line", "character"}, "job": "ghost text" | "paragraph"}'
    )

    job: Annotated[PromptPurpose, Field(strict=False)] = PromptPurpose.GHOST_TEXT


class PartRequest(JsonArguments):
    """A shown text, and the part of it that the writer accepts."""

    FORM: ClassVar[str] = '{"text", "before", "unit": "word" | "clause" | "sentence"}'

    text: str
    before: str = ""
    """The text before it."""
    unit: Annotated[AcceptUnit, Field(strict=False)]


class PauseRequest(JsonArguments):
    """The length of a pause of ghost text."""

    FORM: ClassVar[str] = '{"minutes"}, zero or more'

    minutes: Annotated[float, Field(ge=0)]
