"""Continues a paragraph for a client: the place it named, progress, and the edit to be made."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.errors import DocumentError, EngineNotReadyError
from afterword.lsp.actions.action_arguments import ActionTarget
from afterword.lsp.core.progress_bars import Bar
from afterword.lsp.core.text_documents import Snapshot
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.service import WritingService
from afterword.writing.task import Task, TaskTarget

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

TITLES = {
    Task.CONTINUE: "Continue paragraph",
    Task.NEXT: "Start next paragraph",
    Task.BRIDGE: "Bridge to the next paragraph",
    Task.LINE: "Next line",
    Task.SPEAK: "Continue in the voice of the next speaker",
}
PROGRESS_AFTER_S = 1.0
"""A generation that takes no longer needs no bar."""
AGAIN = "Choose the action again."


def title_of(target: ActionTarget) -> str:
    """Return what an action at this place is called."""
    if target.task is Task.SPEAK and target.speaker:
        return f"Continue in the voice of {target.speaker}"
    if target.take:
        return f"{TITLES[target.task]} (take {target.take})"
    return TITLES[target.task]


async def write_continuation(
    server: "AfterwordServer",
    target: ActionTarget,
    *,
    token: types.ProgressToken | None = None,
) -> types.WorkspaceEdit:
    """Continue the paragraph at ``target``.

    Cancelling the task, from the request or from the progress bar, stops the model.

    Args:
        server: whose documents and writing service are used.
        target: where to continue.
        token: the progress bar that came with the request, if one did.

    Raises:
        DocumentError: the document is not open, or changed before the text was there.
        AfterwordError: the model is not ready, failed, or had nothing to say.
    """
    snapshot, service = begin(server, target)
    passage, controls = snapshot.passage, target.controls
    with contextlib.closing(open_bar(server, token, title=title_of(target))) as bar:
        if target.take:
            continuation = await service.continuer.take(target.take, passage, controls=controls)
        else:
            continuation = await service.continuer.continue_paragraph(
                passage,
                TaskTarget(task=target.task, speaker=target.speaker),
                on_text=lambda text: bar.report(f"{count_words(text)} words"),
                controls=controls,
            )
    check_unchanged(server, snapshot)
    if continuation.note:
        message = types.ShowMessageParams(type=types.MessageType.Info, message=continuation.note)
        server.window_show_message(message)
    return insertion(server, snapshot, continuation.insert_char_offset, continuation.text)


def begin(server: "AfterwordServer", target: ActionTarget) -> tuple[Snapshot, WritingService]:
    """Return the text as it is now and what writes there.

    Raises:
        DocumentError: the document is not open, or is not the one that the writer saw.
        EngineNotReadyError: there is no writing service yet.
    """
    snapshot = server.protocol.workspace.snapshot(target.uri, target.position)
    if snapshot is None:
        raise DocumentError("The document is not open.", next_step="Open it and try again.")
    if target.version is not None and target.version != snapshot.version:
        raise DocumentError("The text has changed since the action was offered.", next_step=AGAIN)
    service = server.session.service
    if service is None:
        raise EngineNotReadyError("Afterword is starting.", next_step="Try again in a moment.")
    return snapshot, service


def open_bar(server: "AfterwordServer", token: types.ProgressToken | None, *, title: str) -> Bar:
    """Show progress; cancelling it cancels the running task."""
    task = asyncio.current_task()

    def cancel() -> None:
        if task is not None:
            task.cancel()

    return server.bars.open(
        f"Afterword: {title[0].lower()}{title[1:]}",
        after_s=PROGRESS_AFTER_S if token is None else 0.0,
        on_cancel=cancel,
        token=token,
    )


def check_unchanged(server: "AfterwordServer", snapshot: Snapshot) -> None:
    """Raise a ``DocumentError`` if the document is not as it was any more."""
    if not server.protocol.workspace.is_current(snapshot):
        raise DocumentError("The text has changed in the meantime.", next_step=AGAIN)


def insertion(
    server: "AfterwordServer", snapshot: Snapshot, char_offset: int, text: str
) -> types.WorkspaceEdit:
    """Return one edit, so one undo, that inserts ``text`` with the document's own line ends."""
    return edit_of(server, snapshot, char_offset, char_offset, text)


def edit_of(
    server: "AfterwordServer",
    snapshot: Snapshot,
    start_char_offset: int,
    end_char_offset: int,
    text: str,
) -> types.WorkspaceEdit:
    """Return one edit, so one undo, that puts ``text`` in the place of what stands there."""
    passage, position_at = snapshot.passage, server.protocol.workspace.position_at
    place = types.Range(
        position_at(snapshot, start_char_offset), position_at(snapshot, end_char_offset)
    )
    edit = types.TextEdit(place, text.replace("\n", passage.line_end))
    if not server.client.takes_versioned_edits:
        return types.WorkspaceEdit(changes={passage.uri: [edit]})
    document = types.OptionalVersionedTextDocumentIdentifier(
        uri=passage.uri, version=snapshot.version
    )
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
