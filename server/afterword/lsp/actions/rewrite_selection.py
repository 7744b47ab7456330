"""Rewrites or describes what is selected, for a client: progress, a choice, and the edit to be made."""

import contextlib
from dataclasses import replace

from lsprotocol import types

from afterword.errors import DocumentError
from afterword.lsp.actions.action_run import CHOOSE_AGAIN, ActionParts, ActionRun, begin
from afterword.lsp.actions.message_choice import choose_in_message
from afterword.lsp.actions.selection_arguments import SelectionTarget, SelectionTask
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.places.selected_text import select_text, subject_of
from afterword.writing.task import Task, TaskTarget


def selection_title(target: SelectionTarget) -> str:
    """Return the title of an action, whatever is selected."""
    if target.task is SelectionTask.DESCRIBE:
        return "Describe"
    return f"Rewrite: take {target.take}" if target.take else "Rewrite"


async def write_selection(
    parts: ActionParts, target: SelectionTarget, *, token: types.ProgressToken | None = None
) -> types.WorkspaceEdit | None:
    """Rewrite or describe a selection. Cancelling the task stops the model.

    Returns:
        The edit; None if the writer had a choice and chose nothing.

    Raises:
        DocumentError: the document is not open, or changed before the text was there; or the
            model doesn't follow instructions.
        AfterwordError: the model is not ready, failed, or found nothing to add.
    """
    run = await begin(parts, target)
    if not run.service.follows_instructions:
        raise DocumentError(
            "The model for paragraphs doesn't follow instructions.",
            next_step="Set `paragraph.model` to one that is instruction-tuned: see "
            "`afterword models list`.",
        )
    match target.task:
        case SelectionTask.REWRITE:
            return await _rewrite(parts, target, run, token)
        case SelectionTask.DESCRIBE:
            return await _describe(parts, target, run, token)


async def _rewrite(
    parts: ActionParts, target: SelectionTarget, run: ActionRun, token: types.ProgressToken | None
) -> types.WorkspaceEdit | None:
    selected_text = select_text(run.snapshot.passage, run.end_char_offset)
    if selected_text is None:
        raise DocumentError(
            "There is nothing to rewrite here.",
            next_step="Put the cursor into a sentence, or select one.",
        )
    rewriter, controls = run.service.rewriter, target.controls
    with contextlib.closing(parts.open_bar(token, title=selection_title(target))):
        takes = (
            [await rewriter.take(target.take, selected_text, controls=controls)]
            if target.take
            else await rewriter.rewrite(selected_text, controls=controls)
        )
    texts, chosen = [take.text for take in takes], 0
    if not target.take:
        question = "How shall it be said?"
        chosen = await choose_in_message(parts.server, question, texts, next_step=CHOOSE_AGAIN)
    if chosen is None:
        return None
    parts.check_unchanged(run.snapshot)
    return parts.edits.replacement(
        run.snapshot, selected_text.start_char_offset, selected_text.end_char_offset, texts[chosen]
    )


async def _describe(
    parts: ActionParts, target: SelectionTarget, run: ActionRun, token: types.ProgressToken | None
) -> types.WorkspaceEdit:
    selection, end_char_offset = run.snapshot.passage, run.end_char_offset
    with contextlib.closing(parts.open_bar(token, title=selection_title(target))) as bar:
        description = await run.service.continuer.continue_paragraph(
            replace(selection, char_offset=end_char_offset),
            TaskTarget(task=Task.DESCRIBE, subject=subject_of(selection, end_char_offset)),
            controls=target.controls,
            on_text=lambda text: bar.report(f"{count_words(text)} words"),
        )
    parts.check_unchanged(run.snapshot)
    return parts.edits.insertion(run.snapshot, description.insert_char_offset, description.text)
