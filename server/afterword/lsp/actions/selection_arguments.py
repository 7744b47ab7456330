"""A selected text and what is to be done with it, as JSON in commands and code actions."""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from lsprotocol import types
from pydantic import Field

from afterword.lsp.actions.json_arguments import JsonArguments, JsonRange, RequestControls
from afterword.writing.paragraph.take_batches import TAKES


class SelectionTask(StrEnum):
    """What is to be done with a selection."""

    REWRITE = "rewrite"
    """The same in other words, in its place."""
    DESCRIBE = "describe"
    """A few sentences about it, behind its own sentence."""


class SelectionTarget(JsonArguments):
    """A selection in a document, and what is to be done with it."""

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
    """Which of several takes, from 1; 0 where the writer is asked."""
    controls: RequestControls = Field(default_factory=dict[str, object])
    """What the request wants otherwise than the document and the settings say."""

    @property
    def selected(self) -> types.Range:
        """The range, as LSP has it."""
        return self.range.to_lsp()

    def to_json(self) -> dict[str, Any]:
        """Return what ``read`` takes; without controls, which only a client names."""
        return self.model_dump(mode="json", exclude={"controls"})
