"""``workspace/applyEdit``: has the editor put text into a document."""

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcMethodNotFound

from afterword.lsp.core.json_rpc import RequestFailedError

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

UNDECLARED_ANSWER_TIMEOUT_S = 5.0
"""How long an editor may take to answer what it did not say it can do."""


async def apply_edit(server: "AfterwordServer", edit: types.WorkspaceEdit, *, label: str) -> None:
    """Have the editor make an edit, unless it said that it does not.

    ``label`` is what its list of undo steps may call it. Kate 22.12 says nothing and makes it.

    Raises:
        RequestFailedError: the editor refused it, or does not know what was asked of it.
    """
    params = types.ApplyWorkspaceEditParams(edit=edit, label=label)
    match server.client.applies_edits:
        case True:
            answer = await server.workspace_apply_edit_async(params)
        case None:
            answer = await _try_to_apply(server, params)
        case False:
            answer = None
    if answer is None:
        raise RequestFailedError("This editor does not let a server edit the text.")
    if not answer.applied:
        reason = f" ({answer.failure_reason})" if answer.failure_reason else ""
        raise RequestFailedError(f"The editor did not insert the text{reason}. Try again.")


async def _try_to_apply(
    server: "AfterwordServer", params: types.ApplyWorkspaceEditParams
) -> types.ApplyWorkspaceEditResult | None:
    """Ask an editor that did not say whether it makes edits; None if it knows nothing of them."""
    asking = asyncio.ensure_future(server.workspace_apply_edit_async(params))
    # Not wait_for, which cancels: pygls 2.1.1 fails on an answer to a cancelled request.
    done, _ = await asyncio.wait({asking}, timeout=UNDECLARED_ANSWER_TIMEOUT_S)
    if not done:
        raise RequestFailedError("The editor did not answer. Look whether the text is there.")
    if isinstance(asking.exception(), JsonRpcMethodNotFound):
        return None
    return asking.result()
