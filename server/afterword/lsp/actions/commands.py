"""``workspace/executeCommand``. Arguments are plain JSON, and checked."""

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from afterword.errors import AfterwordError
from afterword.lsp.actions.action_arguments import (
    ActionTarget,
    ContextWanted,
    PartWanted,
    minutes_from_json,
)
from afterword.lsp.actions.choose_take import TAKES_TITLE, let_choose, write_takes
from afterword.lsp.actions.continue_paragraph import title_of, write_continuation
from afterword.lsp.actions.rewrite_selection import title_of as title_of_selected
from afterword.lsp.actions.rewrite_selection import write_selected
from afterword.lsp.actions.selection_arguments import Selected
from afterword.lsp.actions.show_context import describe_context
from afterword.lsp.actions.workspace_edits import apply_edit
from afterword.lsp.core.json_rpc import RequestFailedError
from afterword.lsp.ghost_text.prefetch import prepare_next
from afterword.lsp.status import describe_status
from afterword.prose.words.accept_unit import first_unit

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

ACCEPTED = "afterword.accepted"
CONTINUE_PARAGRAPH = "afterword.continueParagraph"
CONTINUE_IN_TAKES = "afterword.continueInTakes"
CHOOSE_TAKE = "afterword.chooseTake"
FIRST_PART = "afterword.firstPart"
PAUSE = "afterword.pause"
SHOW_CONTEXT = "afterword.showContext"
STATUS = "afterword.status"
WRITE_SELECTED = "afterword.writeSelected"

CONTEXT_FORM = '{"uri", "position": {"line", "character"}, "job": "ghost text" | "paragraph"}'
SELECTED_FORM = '{"uri", "range", "version", "wish": "rewrite" | "describe", "take", "controls"}'
PLACE_FORM = (
    '{"uri", "position": {"line", "character"}, "version", "task", "speaker", "take", "controls"}'
)


def register_commands(server: "AfterwordServer") -> None:
    """Run our commands. Each takes the request's parameters: see ``WriterProtocol``."""
    _register_writing(server)
    _register_rewriting(server)
    _register_surroundings(server)


def _register_writing(server: "AfterwordServer") -> None:
    """Commands that write, or follow what was written."""

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
        target = _place_of(params)
        work = write_continuation(server, target, token=params.work_done_token)
        await apply_edit(server, await _failing_the_request(work), label=title_of(target))

    @server.command(CHOOSE_TAKE)
    async def choose_take(params: types.ExecuteCommandParams) -> None:
        work = let_choose(server, _place_of(params), token=params.work_done_token)
        edit = await _failing_the_request(work)
        if edit is not None:
            await apply_edit(server, edit, label=TAKES_TITLE)

    @server.command(CONTINUE_IN_TAKES)
    async def continue_in_takes(params: types.ExecuteCommandParams) -> dict[str, object]:
        return await _failing_the_request(
            write_takes(server, _place_of(params), token=params.work_done_token)
        )


def _register_rewriting(server: "AfterwordServer") -> None:
    """The command that works on what is selected."""

    @server.command(WRITE_SELECTED)
    async def write_what_is_wanted(params: types.ExecuteCommandParams) -> None:
        selected = Selected.from_json(_only_argument(params))
        if selected is None:
            raise _wants(params, SELECTED_FORM)
        work = write_selected(server, selected, token=params.work_done_token)
        edit = await _failing_the_request(work)
        if edit is not None:
            await apply_edit(server, edit, label=title_of_selected(selected))


def _register_surroundings(server: "AfterwordServer") -> None:
    """Commands with which a client serves the writer around the text."""

    @server.command(FIRST_PART)
    async def take_first_part(params: types.ExecuteCommandParams) -> dict[str, object]:
        wanted = PartWanted.from_json(_only_argument(params))
        if wanted is None:
            raise _wants(params, '{"text", "before", "unit": "word" | "clause" | "sentence"}')
        return {"text": first_unit(wanted.text, wanted.unit, before=wanted.before)}

    @server.command(PAUSE)
    async def pause(params: types.ExecuteCommandParams) -> dict[str, object]:
        minutes = minutes_from_json(_only_argument(params))
        if minutes is None:
            raise _wants(params, '{"minutes"}, zero or more')
        server.session.pause.begin(minutes)
        server.status_notifications.tell_of_pause()
        return {"is_paused": server.session.pause.is_on}

    @server.command(SHOW_CONTEXT)
    async def show_context(params: types.ExecuteCommandParams) -> dict[str, object]:
        wanted = ContextWanted.from_json(_only_argument(params))
        if wanted is None:
            raise _wants(params, CONTEXT_FORM)
        return describe_context(server, wanted)

    @server.command(STATUS)
    async def status(params: types.ExecuteCommandParams) -> dict[str, object]:
        place = _place_of(params) if params.arguments else None
        return describe_status(server, place)


async def _failing_the_request(work: Awaitable[Result]) -> Result:
    """Return what comes of work that the writer asked for; if it fails, they are told why.

    Raises:
        RequestFailedError: it failed.
    """
    try:
        return await work
    except AfterwordError as error:
        raise RequestFailedError.because(error) from error


def _only_argument(params: types.ExecuteCommandParams) -> object:
    """Return the argument if there is one and no more, else None."""
    arguments = list(params.arguments or [])
    return arguments[0] if len(arguments) == 1 else None


def _wants(params: types.ExecuteCommandParams, form: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(f"{params.command} takes {form}.")


def _place_of(params: types.ExecuteCommandParams) -> ActionTarget:
    """Return the place that a command is meant for.

    Raises:
        JsonRpcInvalidParams: the arguments name none.
    """
    place = ActionTarget.from_json(_only_argument(params))
    if place is None:
        raise _wants(params, PLACE_FORM)
    return place
