"""Continues a paragraph for a client: the place it named, progress, and the edit to be made."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from lsprotocol import types

from afterword.errors import DocumentError, EngineNotReadyError
from afterword.lsp.documents import Snapshot
from afterword.prose.words import count_words

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

TITLE = "Continue paragraph"
PROGRESS_AFTER_S = 1.0
"""A generation that takes no longer needs no bar."""
MAX_POSITION = 2**31 - 1
"""LSP's ``uinteger``."""
AGAIN = f'Choose "{TITLE}" again.'


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuationTarget:
    """Where a paragraph is to be continued, as clients carry it to and fro as JSON."""

    uri: str
    position: types.Position
    version: int | None
    """The version of the text the writer saw; None continues the text as it is."""

    def to_json(self) -> dict[str, object]:
        """Return what ``from_json`` reads."""
        return {
            "uri": self.uri,
            "version": self.version,
            "position": {"line": self.position.line, "character": self.position.character},
        }

    @classmethod
    def from_json(cls, value: object) -> "ContinuationTarget | None":
        """Read a target, or return None if ``value`` is anything else."""
        match value:
            case {
                "uri": str() as uri,
                "position": {"line": int() as line, "character": int() as character},
            }:
                version = cast("dict[str, object]", value).get("version")
            case _:
                return None
        is_whole = not any(isinstance(part, bool) for part in (line, character, version))
        if not is_whole or not isinstance(version, int | None):
            return None
        if not (0 <= line <= MAX_POSITION and 0 <= character <= MAX_POSITION):
            return None
        return cls(uri=uri, position=types.Position(line, character), version=version)


async def write_continuation(
    server: "AfterwordServer",
    target: ContinuationTarget,
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
    workspace, workshop = server.protocol.workspace, server.session.workshop
    snapshot = workspace.snapshot(target.uri, target.position)
    if snapshot is None:
        raise DocumentError("The document is not open.", next_step="Open it and try again.")
    if target.version is not None and target.version != snapshot.version:
        raise DocumentError("The text has changed since the action was offered.", next_step=AGAIN)
    if workshop is None:
        raise EngineNotReadyError("Afterword is starting.", next_step="Try again in a moment.")
    task = asyncio.current_task()

    def cancel() -> None:
        if task is not None:
            task.cancel()

    bar = server.bars.open(
        f"Afterword: {TITLE.lower()}",
        after_s=PROGRESS_AFTER_S if token is None else 0.0,
        on_cancel=cancel,
        token=token,
    )
    with contextlib.closing(bar):
        continuation = await workshop.continuer.continue_paragraph(
            snapshot.passage, on_text=lambda text: bar.report(f"{count_words(text)} words")
        )
    if not workspace.is_current(snapshot):
        raise DocumentError("The text has changed in the meantime.", next_step=AGAIN)
    return _insertion(server, snapshot, continuation.insert_char_offset, continuation.text)


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
