"""Continues a paragraph for a client: progress, and the edit to be made."""

import contextlib
from typing import Final

from lsprotocol import types

from afterword.lsp.actions.action_arguments import ActionTarget
from afterword.lsp.actions.action_run import ActionParts, begin
from afterword.prose.words.word_boundaries import count_words
from afterword.writing.task import Task, TaskTarget

TITLES: Final = {
    Task.CONTINUE: "Continue paragraph",
    Task.NEXT: "Start next paragraph",
    Task.BRIDGE: "Bridge to the next paragraph",
    Task.LINE: "Next line",
    Task.SPEAK: "Continue in the voice of the next speaker",
}


def continuation_title(target: ActionTarget) -> str:
    """Return the title of an action at this place."""
    if target.task is Task.SPEAK and target.speaker:
        return f"Continue in the voice of {target.speaker}"
    if target.take:
        return f"{TITLES[target.task]} (take {target.take})"
    return TITLES[target.task]


async def write_continuation(
    parts: ActionParts, target: ActionTarget, *, token: types.ProgressToken | None = None
) -> types.WorkspaceEdit:
    """Continue the paragraph at ``target``.

    Cancelling the task, from the request or from the progress bar, stops the model.

    Args:
        parts: the parts that all actions use.
        target: the place, and the task.
        token: the progress bar that came with the request, if one did.

    Raises:
        DocumentError: the document is not open, or changed before the text was there.
        AfterwordError: the model is not ready, failed, or found nothing to add.
    """
    run = await begin(parts, target)
    passage, continuer = run.snapshot.passage, run.service.continuer
    with contextlib.closing(parts.open_bar(token, title=continuation_title(target))) as bar:
        if target.take:
            continuation = await continuer.take(target.take, passage, controls=target.controls)
        else:
            continuation = await continuer.continue_paragraph(
                passage,
                TaskTarget(task=target.task, speaker=target.speaker),
                on_text=lambda text: bar.report(f"{count_words(text)} words"),
                controls=target.controls,
            )
    parts.check_unchanged(run.snapshot)
    parts.after_paragraph(continuation.usage)
    if continuation.note:
        parts.server.show_info(continuation.note)
    return parts.edits.insertion(run.snapshot, continuation.insert_char_offset, continuation.text)
