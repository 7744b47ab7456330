"""Edits of a document, and ``workspace/applyEdit``, which has the editor make one."""

import asyncio
from typing import Final

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound

from afterword.lsp.core.client_capabilities import Client
from afterword.lsp.core.json_rpc import RequestFailedError
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.text_documents import Snapshot
from afterword.lsp.server import AfterwordServer

UNDECLARED_ANSWER_TIMEOUT_S: Final = 5.0
"""How long an editor may take to answer if it did not declare whether it makes edits."""


class WorkspaceEdits:
    """Builds edits as the client takes them, and has them made."""

    def __init__(
        self, server: AfterwordServer, *, client: Client, documents: OpenDocuments
    ) -> None:
        """Send through ``server``."""
        self._server = server
        self._client = client
        self._documents = documents

    def insertion(self, snapshot: Snapshot, char_offset: int, text: str) -> types.WorkspaceEdit:
        """Return one edit, so one undo, that inserts ``text`` with the document's own line ends."""
        return self.replacement(snapshot, char_offset, char_offset, text)

    def replacement(
        self, snapshot: Snapshot, start_char_offset: int, end_char_offset: int, text: str
    ) -> types.WorkspaceEdit:
        """Return one edit, so one undo, that puts ``text`` in the place of what stands there."""
        passage = snapshot.passage
        place = types.Range(
            self._documents.position_at(snapshot, start_char_offset),
            self._documents.position_at(snapshot, end_char_offset),
        )
        edit = types.TextEdit(place, text.replace("\n", passage.line_end))
        if not self._client.capabilities.takes_versioned_edits:
            return types.WorkspaceEdit(changes={passage.uri: [edit]})
        document = types.OptionalVersionedTextDocumentIdentifier(
            uri=passage.uri, version=snapshot.version
        )
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, [edit])])

    async def apply(self, edit: types.WorkspaceEdit, *, label: str) -> None:
        """Have the editor make an edit, unless it declared that it does not.

        ``label`` is what its list of undo steps may call it. Kate 22.12 declares nothing and makes it.

        Raises:
            RequestFailedError: the editor refused it, or lacks the request.
        """
        params = types.ApplyWorkspaceEditParams(edit=edit, label=label)
        match self._client.capabilities.applies_edits:
            case True:
                answer = await self._server.workspace_apply_edit_async(params)
            case None:
                answer = await self._try_to_apply(params)
            case False:
                answer = None
        if answer is None:
            raise RequestFailedError("This editor does not let a server edit the text.")
        if not answer.applied:
            reason = f" ({answer.failure_reason})" if answer.failure_reason else ""
            raise RequestFailedError(f"The editor did not insert the text{reason}. Try again.")

    async def _try_to_apply(
        self, params: types.ApplyWorkspaceEditParams
    ) -> types.ApplyWorkspaceEditResult | None:
        """Send the edit to an editor that may not make it; return None if it lacks the request."""
        asking = asyncio.ensure_future(self._server.workspace_apply_edit_async(params))
        # Not wait_for, which cancels: pygls 2.1.1 fails on an answer to a cancelled request.
        done, _ = await asyncio.wait({asking}, timeout=UNDECLARED_ANSWER_TIMEOUT_S)
        if not done:
            raise RequestFailedError("The editor did not answer. Look whether the text is there.")
        if isinstance(asking.exception(), JsonRpcMethodNotFound):
            return None
        return asking.result()
