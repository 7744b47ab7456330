"""Rewrites or describes what is selected, for a client: progress, a choice, and the edit to be made."""

import contextlib
from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.errors import DocumentError, EngineNotReadyError
from afterword.lsp.choosing import choose_in_message
from afterword.lsp.continuing import AGAIN, check_unchanged, edit_of, open_bar
from afterword.lsp.documents import Snapshot
from afterword.lsp.selected import Selected, Wish
from afterword.prose.words import count_words
from afterword.writing.rewriter import Rewording
from afterword.writing.span import find_span, subject_of
from afterword.writing.workshop import Workshop

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

NOT_HERE = "There is nothing to rewrite here."


def title_of(selected: Selected) -> str:
    """Return what an action is called, as long as nobody knows what is selected."""
    if selected.wish is Wish.DESCRIBE:
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
    snapshot, end_char_offset, workshop = _begin(server, selected)
    if selected.wish is Wish.DESCRIBE:
        return await _describe(server, selected, token)
    span = find_span(snapshot.passage, end_char_offset)
    if span is None:
        raise DocumentError(NOT_HERE, next_step="Put the cursor into a sentence, or select one.")
    rewriter, controls = workshop.rewriter, selected.controls
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
    server: "AfterwordServer", selected: Selected, token: types.ProgressToken | None
) -> types.WorkspaceEdit:
    start, end_char_offset, workshop = _begin(server, selected)
    subject = subject_of(start.passage, end_char_offset)
    snapshot = server.protocol.workspace.snapshot(selected.uri, selected.range.end)
    if not subject or snapshot is None:
        raise DocumentError("Nothing is selected.", next_step="Select what is to be described.")
    with contextlib.closing(open_bar(server, token, title=title_of(selected))) as bar:
        written = await workshop.continuer.continue_paragraph(
            snapshot.passage,
            subject=subject,
            controls=selected.controls,
            on_text=lambda text: bar.report(f"{count_words(text)} words"),
        )
    check_unchanged(server, snapshot)
    at = written.insert_char_offset
    return edit_of(server, snapshot, at, at, written.text)


async def _let_choose(server: "AfterwordServer", takes: list[Rewording]) -> int | None:
    texts = [take.text for take in takes]
    return await choose_in_message(server, "How shall it be said?", texts, next_step=AGAIN)


def _begin(server: "AfterwordServer", selected: Selected) -> tuple[Snapshot, int, Workshop]:
    """Return the text with the cursor where the selection begins, where that ends, and what writes.

    Raises:
        DocumentError: the document is not open, or is not the one that the writer saw; or the
            model can't be told what to do.
        EngineNotReadyError: there is no workshop yet.
    """
    workspace, workshop = server.protocol.workspace, server.session.workshop
    first = workspace.snapshot(selected.uri, selected.range.start)
    last = workspace.snapshot(selected.uri, selected.range.end)
    if first is None or last is None:
        raise DocumentError("The document is not open.", next_step="Open it and try again.")
    if selected.version is not None and selected.version != first.version:
        raise DocumentError("The text has changed since the action was offered.", next_step=AGAIN)
    if workshop is None:
        raise EngineNotReadyError("Afterword is starting.", next_step="Try again in a moment.")
    if not workshop.follows_instructions:
        raise DocumentError(
            "The model for paragraphs doesn't follow instructions.",
            next_step="Set `paragraph.model` to one that is instruction-tuned: see "
            "`afterword models list`.",
        )
    end = max(first.passage.char_offset, last.passage.char_offset)
    return first, end, workshop
