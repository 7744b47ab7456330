"""Rewrites or describes what is selected, for a client: progress, a choice, and the edit to be made."""

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.errors import DocumentError, EngineNotReadyError
from afterword.lsp.actions.continue_paragraph import (
    AGAIN,
    check_unchanged,
    edit_of,
    insertion,
    open_bar,
)
from afterword.lsp.actions.message_choice import choose_in_message
from afterword.lsp.actions.selection_arguments import Selected, SelectionTask
from afterword.lsp.core.text_documents import Snapshot
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.places.selected_text import find_span, subject_of
from afterword.writing.rewrite.rewriter import Rewording
from afterword.writing.service import WritingService
from afterword.writing.task import Task, TaskTarget

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

NOT_HERE = "There is nothing to rewrite here."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """What the work on a selection begins with."""

    snapshot: Snapshot
    """The text with the cursor where the selection begins."""
    end_char_offset: int
    service: WritingService


def title_of(selected: Selected) -> str:
    """Return what an action is called, as long as nobody knows what is selected."""
    if selected.wish is SelectionTask.DESCRIBE:
        return "Describe"
    return f"Rewrite: take {selected.take}" if selected.take else "Rewrite"


async def write_selected(
    server: "AfterwordServer", selected: Selected, *, token: types.ProgressToken | None = None
) -> types.WorkspaceEdit | None:
    """Do what is wanted of a selection. Cancelling the task stops the model.

    Returns:
        The edit; None if the writer was asked and chose nothing.

    Raises:
        DocumentError: the document is not open, or changed before the text was there.
        AfterwordError: the model is not ready, failed, or had nothing to say.
    """
    start = _begin(server, selected)
    match selected.wish:
        case SelectionTask.REWRITE:
            return await _rewrite(server, selected, start, token=token)
        case SelectionTask.DESCRIBE:
            return await _describe(server, selected, start, token=token)


async def _rewrite(
    server: "AfterwordServer",
    selected: Selected,
    start: _Start,
    *,
    token: types.ProgressToken | None,
) -> types.WorkspaceEdit | None:
    snapshot = start.snapshot
    span = find_span(snapshot.passage, start.end_char_offset)
    if span is None:
        raise DocumentError(NOT_HERE, next_step="Put the cursor into a sentence, or select one.")
    rewriter, controls = start.service.rewriter, selected.controls
    with contextlib.closing(open_bar(server, token, title=title_of(selected))):
        takes = (
            [await rewriter.take(selected.take, span, controls=controls)]
            if selected.take
            else await rewriter.rewrite(span, controls=controls)
        )
    chosen = 0 if selected.take else await _let_choose(server, takes)
    if chosen is None:
        return None
    check_unchanged(server, snapshot)
    return edit_of(
        server, snapshot, span.start_char_offset, span.end_char_offset, takes[chosen].text
    )


async def _describe(
    server: "AfterwordServer",
    selected: Selected,
    start: _Start,
    *,
    token: types.ProgressToken | None,
) -> types.WorkspaceEdit:
    selection, end_char_offset = start.snapshot.passage, start.end_char_offset
    with contextlib.closing(open_bar(server, token, title=title_of(selected))) as bar:
        written = await start.service.continuer.continue_paragraph(
            replace(selection, char_offset=end_char_offset),
            TaskTarget(task=Task.DESCRIBE, subject=subject_of(selection, end_char_offset)),
            controls=selected.controls,
            on_text=lambda text: bar.report(f"{count_words(text)} words"),
        )
    check_unchanged(server, start.snapshot)
    return insertion(server, start.snapshot, written.insert_char_offset, written.text)


async def _let_choose(server: "AfterwordServer", takes: list[Rewording]) -> int | None:
    texts = [take.text for take in takes]
    return await choose_in_message(server, "How shall it be said?", texts, next_step=AGAIN)


def _begin(server: "AfterwordServer", selected: Selected) -> _Start:
    """Return the text as it is now and what writes there.

    Raises:
        DocumentError: the document is not open, or is not the one that the writer saw; or the
            model can't be told what to do.
        EngineNotReadyError: there is no writing service yet.
    """
    found = server.protocol.workspace.snapshot_selection(selected.uri, selected.range)
    if found is None:
        raise DocumentError("The document is not open.", next_step="Open it and try again.")
    snapshot, end_char_offset = found
    if selected.version is not None and selected.version != snapshot.version:
        raise DocumentError("The text has changed since the action was offered.", next_step=AGAIN)
    service = server.session.service
    if service is None:
        raise EngineNotReadyError("Afterword is starting.", next_step="Try again in a moment.")
    if not service.follows_instructions:
        raise DocumentError(
            "The model for paragraphs doesn't follow instructions.",
            next_step="Set `paragraph.model` to one that is instruction-tuned: see "
            "`afterword models list`.",
        )
    return _Start(snapshot=snapshot, end_char_offset=end_char_offset, service=service)
