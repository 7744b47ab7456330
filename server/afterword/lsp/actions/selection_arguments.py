"""A selected text and the task for it, as JSON in commands and code actions."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from lsprotocol import types
from pydantic import Field

from afterword.lsp.actions.json_arguments import JsonArguments, JsonRange, RequestControls
from afterword.writing.paragraph.take_batches import TAKES


class SelectionTask(StrEnum):
    """A task for a selection."""

    REWRITE = "rewrite"
    """The text is replaced by the same in other words."""
    DESCRIBE = "describe"
    """A few sentences about it follow its own sentence."""


class SelectionTarget(JsonArguments):
    """A selection in a document, and the task for it."""

    FORM: ClassVar[str] = (
        '{"uri", "range", "version", "task": "rewrite" | "describe", "take", "controls"}'
    )

    uri: str
    range: JsonRange
    """Empty for a cursor."""
    version: int | None = None
    """The version of the text that the writer saw; None means the text as it is."""
    task: Annotated[SelectionTask, Field(strict=False)]
    take: Annotated[int, Field(ge=0, le=TAKES)] = 0
    """The number of one of several takes, from 1; 0 lets the writer choose."""
    controls: RequestControls = Field(default_factory=dict[str, object])
    """The controls that this request sets, over those of the document and the settings."""

    @property
    def selected(self) -> types.Range:
        """The range, as LSP has it."""
        return self.range.to_lsp()

    def to_json(self) -> dict[str, Any]:
        """Return what ``read`` takes; without controls, which only a client names."""
        return self.model_dump(mode="json", exclude={"controls"})
