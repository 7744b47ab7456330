"""One run of an action: the text it begins with, its progress bar, and what ends it early."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lsprotocol import types

from afterword.engine.interface import Usage
from afterword.errors import DocumentError, EngineNotReadyError
from afterword.lsp.actions.action_arguments import ActionTarget
from afterword.lsp.actions.selection_arguments import SelectionTarget
from afterword.lsp.actions.workspace_edits import WorkspaceEdits
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.progress_bars import Bar, ProgressBars
from afterword.lsp.core.session import Session
from afterword.lsp.core.text_documents import Snapshot
from afterword.lsp.server import AfterwordServer
from afterword.writing.service import WritingService

PROGRESS_AFTER_S: Final = 1.0
"""How long an action runs before it gets a progress bar of its own."""
CHOOSE_AGAIN: Final = "Choose the action again."
"""The next step after an action that came too late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionParts:
    """The parts that every action that writes uses."""

    server: AfterwordServer
    documents: OpenDocuments
    session: Session
    bars: ProgressBars
    edits: WorkspaceEdits
    after_paragraph: Callable[[Usage | None], None]
    """Called when a paragraph was written, with the time that it took, or None if the writer took it before
    it was whole; returns at once."""

    def open_bar(self, token: types.ProgressToken | None, *, title: str) -> Bar:
        """Show progress; cancelling it cancels the running task."""
        task = asyncio.current_task()

        def cancel() -> None:
            if task is not None:
                task.cancel()

        return self.bars.open(
            f"Afterword: {title[0].lower()}{title[1:]}",
            after_s=PROGRESS_AFTER_S if token is None else 0.0,
            on_cancel=cancel,
            token=token,
        )

    def check_unchanged(self, snapshot: Snapshot) -> None:
        """Raise a ``DocumentError`` if the document has changed since the snapshot."""
        if not self.documents.is_current(snapshot):
            raise DocumentError("The text has changed in the meantime.", next_step=CHOOSE_AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRun:
    """The text and the writing service that an action begins with."""

    snapshot: Snapshot
    """The text as it is now, with the cursor where the selection begins."""
    end_char_offset: int
    """The end of the selection in the text."""
    service: WritingService


async def begin(parts: ActionParts, place: ActionTarget | SelectionTarget) -> ActionRun:
    """Return the text as it is now, and the service that writes there, in the document's own voice.

    Raises:
        DocumentError: the document is not open, or is not the one that the writer saw.
        EngineNotReadyError: there is no writing service yet.
    """
    found = parts.documents.snapshot_selection(place.uri, place.selected)
    if found is None:
        raise DocumentError("The document is not open.", next_step="Open it and try again.")
    snapshot, end_char_offset = found
    if place.version is not None and place.version != snapshot.version:
        raise DocumentError(
            "The text has changed since the action was offered.", next_step=CHOOSE_AGAIN
        )
    await parts.session.use_voice_of(snapshot.passage)
    service = parts.session.service
    if service is None:
        raise EngineNotReadyError("Afterword is starting.", next_step="Try again in a moment.")
    return ActionRun(snapshot=snapshot, end_char_offset=end_char_offset, service=service)
