"""A selected text and the task for it, as JSON in commands and code actions."""

from enum import StrEnum
from typing import Annotated, ClassVar

from lsprotocol import types
from pydantic import Field

from afterword.lsp.actions.json_arguments import DocumentTarget, JsonRange
from afterword.writing.paragraph.take_batches import TAKES


class SelectionTask(StrEnum):
    """A task for a selection."""

    REWRITE = "rewrite"
    """The text is replaced by the same in other words."""
    DESCRIBE = "describe"
    """A few sentences about it follow its own sentence."""


class SelectionTarget(DocumentTarget):
    """A selection in a document, and the task for it."""

    FORM: ClassVar[str] = (
        '{"uri", "range", "version", "task": "rewrite" | "describe", "take", "controls"}'
    )

    range: JsonRange
    """Empty for a cursor."""
    task: Annotated[SelectionTask, Field(strict=False)]
    take: Annotated[int, Field(ge=0, le=TAKES)] = 0
    """The number of one of several takes, from 1; 0 lets the writer choose."""

    @property
    def selected(self) -> types.Range:
        """The range, as LSP has it."""
        return self.range.to_lsp()
