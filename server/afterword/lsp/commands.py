"""``workspace/executeCommand``. Arguments are plain JSON, and checked."""

import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from afterword.errors import AfterwordError
from afterword.lsp.anticipation import prepare_next
from afterword.lsp.continuing import (
    TITLE,
    ContinuationTarget,
    write_continuation,
    write_takes,
)
from afterword.lsp.protocol import RequestFailedError

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

ACCEPTED = "afterword.accepted"
CONTINUE_PARAGRAPH = "afterword.continueParagraph"
CONTINUE_IN_TAKES = "afterword.continueInTakes"
STATUS = "afterword.status"


def register_commands(server: "AfterwordServer") -> None:
    """Run our commands. Each takes the request's parameters: see ``WriterProtocol``."""

    @server.command(ACCEPTED)
    async def accepted(params: types.ExecuteCommandParams) -> None:
        match params.arguments:
            case [str() as suggestion_id]:
                suggestion = server.shown.take(suggestion_id)
                logger.info("suggestion accepted known=%s", suggestion is not None)
                if suggestion is not None:
                    prepare_next(server, suggestion)
            case _:
                raise JsonRpcInvalidParams(f"{ACCEPTED} takes the id of a suggestion.")

    @server.command(CONTINUE_PARAGRAPH)
    async def continue_paragraph(params: types.ExecuteCommandParams) -> None:
        target = _target_of(params)
        try:
            edit = await write_continuation(server, target, token=params.work_done_token)
        except AfterwordError as error:
            raise RequestFailedError.because(error) from error
        await _apply(server, edit)

    @server.command(CONTINUE_IN_TAKES)
    async def continue_in_takes(params: types.ExecuteCommandParams) -> dict[str, object]:
        try:
            return await write_takes(server, _target_of(params), token=params.work_done_token)
        except AfterwordError as error:
            raise RequestFailedError.because(error) from error

    @server.command(STATUS)
    async def status(_params: types.ExecuteCommandParams) -> dict[str, object]:
        state = server.session.status
        return {
            "phase": state.phase.value,
            "message": state.message,
            "percent": state.percent,
            "model": server.configuration.settings.model,
            "problems": list(server.configuration.problems),
        }


def _target_of(params: types.ExecuteCommandParams) -> ContinuationTarget:
    """Return the place that a command is to continue at.

    Raises:
        JsonRpcInvalidParams: the arguments name none.
    """
    arguments = list(params.arguments or [])
    target = ContinuationTarget.from_json(arguments[0]) if len(arguments) == 1 else None
    if target is None:
        raise JsonRpcInvalidParams(
            f'{params.command} takes {{"uri", "position": {{"line", "character"}}, "version"}}.'
        )
    return target


async def _apply(server: "AfterwordServer", edit: types.WorkspaceEdit) -> None:
    if not server.client.applies_edits:
        raise RequestFailedError("This editor does not let a server edit the text.")
    answer = await server.workspace_apply_edit_async(
        types.ApplyWorkspaceEditParams(edit=edit, label=TITLE)
    )
    if not answer.applied:
        reason = f" ({answer.failure_reason})" if answer.failure_reason else ""
        raise RequestFailedError(f"The editor did not insert the text{reason}. Try again.")
