"""Continues a paragraph for a client: the place it named, progress, and the edit to be made."""

import asyncio
import contextlib
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound

from afterword.errors import DocumentError, EngineNotReadyError
from afterword.lsp.arguments import Place
from afterword.lsp.documents import Snapshot
from afterword.lsp.progress import Bar
from afterword.prose.words import count_words
from afterword.writing.continuer import Continuer
from afterword.writing.placing import Task

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

TITLES = {
    Task.CONTINUE: "Continue paragraph",
    Task.NEXT: "Start next paragraph",
    Task.BRIDGE: "Bridge to the next paragraph",
    Task.LINE: "Next line",
    Task.SPEAK: "Continue in the voice of the next speaker",
}
TAKES_TITLE = "Continue paragraph: 3 takes"
TAKES = 3
"""As many as a writer compares at a glance."""
PREVIEW_CHARS = 90
"""As much of a take as a button holds."""
PROGRESS_AFTER_S = 1.0
"""A generation that takes no longer needs no bar."""
AGAIN = "Choose the action again."


def title_of(target: Place) -> str:
    """Return what an action at this place is called."""
    if target.task is Task.SPEAK and target.speaker:
        return f"Continue in the voice of {target.speaker}"
    return TITLES[target.task]


async def write_continuation(
    server: "AfterwordServer",
    target: Place,
    *,
    token: types.ProgressToken | None = None,
) -> types.WorkspaceEdit:
    """Continue the paragraph at ``target``.

    Cancelling the task, from the request or from the progress bar, stops the model.

    Args:
        server: whose documents and workshop are used.
        target: where to continue.
        token: the progress bar that came with the request, if one did.

    Raises:
        DocumentError: the document is not open, or changed before the text was there.
        AfterwordError: the model is not ready, failed, or had nothing to say.
    """
    snapshot, continuer = _begin(server, target)
    title = title_of(target)
    with contextlib.closing(_open_bar(server, token, title=title)) as bar:
        continuation = await continuer.continue_paragraph(
            snapshot.passage,
            task=target.task,
            speaker=target.speaker,
            on_text=lambda text: bar.report(f"{count_words(text)} words"),
        )
    _check_unchanged(server, snapshot)
    if continuation.note:
        message = types.ShowMessageParams(type=types.MessageType.Info, message=continuation.note)
        server.window_show_message(message)
    return _insertion(server, snapshot, continuation.insert_char_offset, continuation.text)


async def let_choose(
    server: "AfterwordServer", target: Place, *, token: types.ProgressToken | None = None
) -> types.WorkspaceEdit | None:
    """Continue the paragraph in several ways, and let the writer choose in a message of the editor's.

    Returns:
        What inserts the chosen one; None if none was chosen.

    Raises:
        DocumentError: the document is not open, or changed before a text was chosen.
        AfterwordError: the model is not ready, failed, or had nothing to say.
    """
    snapshot, continuer = _begin(server, target)
    with contextlib.closing(_open_bar(server, token, title=TITLES[Task.CONTINUE])):
        takes = await continuer.continue_in_takes(snapshot.passage, TAKES)
    by_title = {_preview(index, take.text): take for index, take in enumerate(takes, start=1)}
    question = types.ShowMessageRequestParams(
        type=types.MessageType.Info,
        message="How shall the paragraph go on?",
        actions=[types.MessageActionItem(title=title) for title in by_title],
    )
    try:
        chosen = await server.window_show_message_request_async(question)
    except JsonRpcMethodNotFound as error:
        raise DocumentError(
            "This editor can't let you choose from several texts.",
            next_step=f'Choose "{TITLES[Task.CONTINUE]}": each time it writes another.',
        ) from error
    take = by_title.get(chosen.title) if chosen else None
    if take is None:
        return None
    _check_unchanged(server, snapshot)
    return _insertion(server, snapshot, take.insert_char_offset, take.text)


def _preview(number: int, text: str) -> str:
    """Return the beginning of a take on one line, numbered, so that no two are the same."""
    line = " ".join(text.split())
    cut = line if len(line) <= PREVIEW_CHARS else f"{line[: PREVIEW_CHARS - 1]}…"
    return f"{number}. {cut}"


async def write_takes(
    server: "AfterwordServer",
    target: Place,
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
    snapshot, continuer = _begin(server, target)
    with contextlib.closing(_open_bar(server, token, title=TITLES[Task.CONTINUE])):
        takes = await continuer.continue_in_takes(snapshot.passage, TAKES)
    _check_unchanged(server, snapshot)
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


def _begin(server: "AfterwordServer", target: Place) -> tuple[Snapshot, Continuer]:
    """Return the text as it is now and what continues it.

    Raises:
        DocumentError: the document is not open, or is not the one that the writer saw.
        EngineNotReadyError: there is no workshop yet.
    """
    snapshot = server.protocol.workspace.snapshot(target.uri, target.position)
    if snapshot is None:
        raise DocumentError("The document is not open.", next_step="Open it and try again.")
    if target.version is not None and target.version != snapshot.version:
        raise DocumentError("The text has changed since the action was offered.", next_step=AGAIN)
    workshop = server.session.workshop
    if workshop is None:
        raise EngineNotReadyError("Afterword is starting.", next_step="Try again in a moment.")
    return snapshot, workshop.continuer


def _open_bar(server: "AfterwordServer", token: types.ProgressToken | None, *, title: str) -> Bar:
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


def _check_unchanged(server: "AfterwordServer", snapshot: Snapshot) -> None:
    if not server.protocol.workspace.is_current(snapshot):
        raise DocumentError("The text has changed in the meantime.", next_step=AGAIN)


def _insertion(
    server: "AfterwordServer", snapshot: Snapshot, char_offset: int, text: str
) -> types.WorkspaceEdit:
    """Return one edit, so one undo, that inserts ``text`` with the document's own line ends."""
    passage = snapshot.passage
    position = server.protocol.workspace.position_at(snapshot, char_offset)
    edit = types.TextEdit(types.Range(position, position), text.replace("\n", passage.line_end))
    if not server.client.takes_versioned_edits:
        return types.WorkspaceEdit(changes={passage.uri: [edit]})
    document = types.OptionalVersionedTextDocumentIdentifier(
        uri=passage.uri, version=snapshot.version
    )
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])
