"""Several continuations of one paragraph for a client: the writer chooses, there or in a message."""

import contextlib
from typing import TYPE_CHECKING

from lsprotocol import types

from afterword.lsp.actions.action_arguments import ActionTarget
from afterword.lsp.actions.continue_paragraph import (
    TITLES,
    begin,
    check_unchanged,
    insertion,
    open_bar,
)
from afterword.lsp.actions.message_choice import choose_in_message
from afterword.lsp.core.text_documents import Snapshot
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.results import Continuation
from afterword.writing.task import Task

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

TAKES_TITLE = f"Continue paragraph: {TAKES} takes"


async def let_choose(
    server: "AfterwordServer", target: ActionTarget, *, token: types.ProgressToken | None = None
) -> types.WorkspaceEdit | None:
    """Continue the paragraph in several ways, and let the writer choose in a message of the editor's.

    Returns:
        What inserts the chosen one; None if none was chosen.

    Raises:
        DocumentError: the document is not open, or changed before a text was chosen.
        AfterwordError: the model is not ready, failed, or had nothing to say.
    """
    snapshot, takes = await _draw_takes(server, target, token)
    chosen = await choose_in_message(
        server,
        "How shall the paragraph go on?",
        [take.text for take in takes],
        next_step=f'Choose "{TITLES[Task.CONTINUE]}": each time it writes another.',
    )
    if chosen is None:
        return None
    take = takes[chosen]
    check_unchanged(server, snapshot)
    return insertion(server, snapshot, take.insert_char_offset, take.text)


async def _draw_takes(
    server: "AfterwordServer", target: ActionTarget, token: types.ProgressToken | None
) -> tuple[Snapshot, list[Continuation]]:
    snapshot, service = begin(server, target)
    with contextlib.closing(open_bar(server, token, title=TITLES[Task.CONTINUE])):
        takes = await service.continuer.continue_in_takes(
            snapshot.passage, TAKES, controls=target.controls
        )
    return snapshot, takes


async def write_takes(
    server: "AfterwordServer",
    target: ActionTarget,
    *,
    token: types.ProgressToken | None = None,
) -> dict[str, object]:
    """Continue the paragraph at ``target`` in several ways; the client lets the writer choose.

    Returns:
        ``{"uri", "version", "position", "takes": [{"text", "confidence"}]}``: the chosen text is
        to be inserted at the position as it is. The likeliest take comes first.

    Raises:
        DocumentError: the document is not open, or changed before the text was there.
        AfterwordError: the model is not ready, failed, or had nothing to say.
    """
    snapshot, takes = await _draw_takes(server, target, token)
    check_unchanged(server, snapshot)
    passage = snapshot.passage
    place = server.protocol.workspace.position_at(snapshot, takes[0].insert_char_offset)
    return {
        "uri": passage.uri,
        "version": snapshot.version,
        "position": {"line": place.line, "character": place.character},
        "takes": [
            {"text": take.text.replace("\n", passage.line_end), "confidence": take.confidence}
            for take in takes
        ],
    }
