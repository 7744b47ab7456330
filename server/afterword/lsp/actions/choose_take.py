"""Several continuations of one paragraph: the writer chooses, in their client or in a message."""

import contextlib
from typing import Final

from lsprotocol import types

from afterword.lsp.actions.action_arguments import ActionTarget
from afterword.lsp.actions.action_run import ActionParts, begin
from afterword.lsp.actions.continue_paragraph import TITLES
from afterword.lsp.actions.message_choice import choose_in_message
from afterword.lsp.core.text_documents import Snapshot
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.results import Continuation
from afterword.writing.task import Task

TAKES_TITLE: Final = f"Continue paragraph: {TAKES} takes"


async def choose_take(
    parts: ActionParts, target: ActionTarget, *, token: types.ProgressToken | None = None
) -> types.WorkspaceEdit | None:
    """Continue the paragraph in several ways, and let the writer choose in a message of the editor's.

    Returns:
        What inserts the chosen one; None if none was chosen.

    Raises:
        DocumentError: the document is not open, or changed before a text was chosen.
        AfterwordError: the model is not ready, failed, or found nothing to add.
    """
    snapshot, takes = await _draw_takes(parts, target, token)
    chosen = await choose_in_message(
        parts.server,
        "How shall the paragraph go on?",
        [take.text for take in takes],
        next_step=f'Choose "{TITLES[Task.CONTINUE]}": each time it writes another.',
    )
    if chosen is None:
        return None
    take = takes[chosen]
    parts.check_unchanged(snapshot)
    return parts.edits.insertion(snapshot, take.insert_char_offset, take.text)


async def write_takes(
    parts: ActionParts, target: ActionTarget, *, token: types.ProgressToken | None = None
) -> dict[str, object]:
    """Continue the paragraph at ``target`` in several ways, for a client that shows the choice.

    Returns:
        ``{"uri", "version", "position", "takes": [{"text", "confidence"}]}``: the chosen text is
        to be inserted at the position as it is. The likeliest take comes first.

    Raises:
        DocumentError: the document is not open, or changed before the text was there.
        AfterwordError: the model is not ready, failed, or found nothing to add.
    """
    snapshot, takes = await _draw_takes(parts, target, token)
    parts.check_unchanged(snapshot)
    passage = snapshot.passage
    position = parts.documents.position_at(snapshot, takes[0].insert_char_offset)
    return {
        "uri": passage.uri,
        "version": snapshot.version,
        "position": {"line": position.line, "character": position.character},
        "takes": [
            {"text": take.text.replace("\n", passage.line_end), "confidence": take.confidence}
            for take in takes
        ],
    }


async def _draw_takes(
    parts: ActionParts, target: ActionTarget, token: types.ProgressToken | None
) -> tuple[Snapshot, list[Continuation]]:
    run = await begin(parts, target)
    with contextlib.closing(parts.open_bar(token, title=TITLES[Task.CONTINUE])):
        takes = await run.service.continuer.continue_in_takes(
            run.snapshot.passage, TAKES, controls=target.controls
        )
    return run.snapshot, takes
