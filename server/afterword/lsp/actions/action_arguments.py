"""The arguments of our commands, and the data of our code actions."""

from typing import Annotated, Any, ClassVar

from lsprotocol import types
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from afterword.lsp.actions.json_arguments import JsonArguments, JsonPosition, RequestControls
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


class ActionTarget(JsonArguments):
    """A cursor in a document, and the task there."""

    FORM: ClassVar[str] = (
        '{"uri", "position": {"line", "character"}, "version", "task", "speaker", "take", '
        '"controls"}'
    )

    uri: str
    position: JsonPosition
    version: int | None = None
    """The version of the text that the writer saw; None means the text as it is."""
    task: Annotated[Task, Field(strict=False), AfterValidator(_is_for_cursor)] = Task.CONTINUE
    """The kind of text to write there."""
    speaker: Annotated[str, AfterValidator(_is_one_line)] = ""
    """The name of the speaker, if it is a turn of a dialogue."""
    take: Annotated[int, Field(ge=0, le=TAKES)] = 0
    """The number of one of several takes, from 1; 0 is a text that stands alone."""
    controls: RequestControls = Field(default_factory=dict[str, object])
    """The controls that this request sets, over those of the document and the settings."""

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

    def to_json(self) -> dict[str, Any]:
        """Return what ``read`` takes; without controls, which only a client names."""
        return self.model_dump(mode="json", exclude={"controls"})


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
