"""``workspace/executeCommand``. Arguments are plain JSON, and checked."""

from typing import Final, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from afterword.lsp.actions.action_arguments import (
    ActionTarget,
    ContextRequest,
    GrowthTarget,
    PartRequest,
    PauseRequest,
)
from afterword.lsp.actions.action_run import ActionParts
from afterword.lsp.actions.choose_take import TAKES_TITLE, choose_take, write_takes
from afterword.lsp.actions.continue_paragraph import continuation_title, write_continuation
from afterword.lsp.actions.grow_continuation import GROW_CONTINUATION, GrowingContinuations
from afterword.lsp.actions.json_arguments import JsonArguments
from afterword.lsp.actions.rewrite_selection import selection_title, write_selection
from afterword.lsp.actions.selection_arguments import SelectionTarget
from afterword.lsp.core.json_rpc import failing_the_request
from afterword.lsp.core.open_documents import OpenDocuments
from afterword.lsp.core.session import Session
from afterword.lsp.server import AfterwordServer
from afterword.lsp.status import Status
from afterword.prose.words.accept_unit import first_unit
from afterword.writing.prompt_explanation import PromptPurpose, explain_prompt

Arguments = TypeVar("Arguments", bound=JsonArguments)

CONTINUE_PARAGRAPH: Final = "afterword.continueParagraph"
CONTINUE_IN_TAKES: Final = "afterword.continueInTakes"
CHOOSE_TAKE: Final = "afterword.chooseTake"
FIRST_PART: Final = "afterword.firstPart"
PAUSE: Final = "afterword.pause"
SHOW_CONTEXT: Final = "afterword.showContext"
STATUS: Final = "afterword.status"
WRITE_SELECTED: Final = "afterword.writeSelected"


def register_writing_commands(parts: ActionParts, *, growing: GrowingContinuations) -> None:
    """Run the commands that write. Each takes the request's parameters: see ``WriterProtocol``."""
    server = parts.server

    @server.command(CONTINUE_PARAGRAPH)
    async def run_continue_paragraph(params: types.ExecuteCommandParams) -> None:
        target = _argument(params, ActionTarget)
        with failing_the_request():
            edit = await write_continuation(parts, target, token=params.work_done_token)
        await parts.edits.apply(edit, label=continuation_title(target))

    @server.command(GROW_CONTINUATION)
    async def run_grow_continuation(params: types.ExecuteCommandParams) -> dict[str, object]:
        target = _argument(params, GrowthTarget)
        with failing_the_request():
            outcome = await growing.grow(target, token=params.work_done_token)
        return {"outcome": outcome.value}

    @server.command(CHOOSE_TAKE)
    async def run_choose_take(params: types.ExecuteCommandParams) -> None:
        target = _argument(params, ActionTarget)
        with failing_the_request():
            edit = await choose_take(parts, target, token=params.work_done_token)
        if edit is not None:
            await parts.edits.apply(edit, label=TAKES_TITLE)

    @server.command(CONTINUE_IN_TAKES)
    async def run_continue_in_takes(params: types.ExecuteCommandParams) -> dict[str, object]:
        target = _argument(params, ActionTarget)
        with failing_the_request():
            return await write_takes(parts, target, token=params.work_done_token)

    @server.command(WRITE_SELECTED)
    async def run_write_selected(params: types.ExecuteCommandParams) -> None:
        target = _argument(params, SelectionTarget)
        with failing_the_request():
            edit = await write_selection(parts, target, token=params.work_done_token)
        if edit is not None:
            await parts.edits.apply(edit, label=selection_title(target))


def register_client_commands(
    server: AfterwordServer, *, documents: OpenDocuments, session: Session, status: Status
) -> None:
    """Run the commands with which a client serves the writer around the text."""

    @server.command(FIRST_PART)
    async def run_first_part(params: types.ExecuteCommandParams) -> dict[str, object]:
        request = _argument(params, PartRequest)
        return {"text": first_unit(request.text, request.unit, before=request.before)}

    @server.command(PAUSE)
    async def run_pause(params: types.ExecuteCommandParams) -> dict[str, object]:
        session.pause.begin(_argument(params, PauseRequest).minutes)
        status.notify_of_pause()
        return {"is_paused": session.pause.is_on}

    @server.command(SHOW_CONTEXT)
    async def run_show_context(params: types.ExecuteCommandParams) -> dict[str, object]:
        return _describe_context(documents, session, _argument(params, ContextRequest))

    @server.command(STATUS)
    async def run_status(params: types.ExecuteCommandParams) -> dict[str, object]:
        if not params.arguments:
            return status.describe()
        place = _argument(params, ActionTarget)
        return status.describe_at(place.uri, place.selected.start)


def _argument(params: types.ExecuteCommandParams, kind: type[Arguments]) -> Arguments:
    """Return the only argument of a command.

    Raises:
        JsonRpcInvalidParams: there is another number of arguments, or it is of another form.
    """
    arguments = list(params.arguments or [])
    argument = kind.read(arguments[0]) if len(arguments) == 1 else None
    if argument is None:
        raise JsonRpcInvalidParams(f"{params.command} takes {kind.FORM}.")
    return argument


def _describe_context(
    documents: OpenDocuments, session: Session, request: ContextRequest
) -> dict[str, object]:
    """Return a title and a Markdown text for a client to open, read-only.

    Raises:
        JsonRpcInvalidParams: the document is not open.
    """
    snapshot = documents.snapshot(request.uri, request.selected.start)
    if snapshot is None:
        raise JsonRpcInvalidParams("This document is not open.")
    service = session.service
    settings = service.settings if service is not None else snapshot.passage.settings
    voices = ("", "") if service is None else (service.voice, service.paragraph_voice)
    is_ghost = request.job is PromptPurpose.GHOST_TEXT
    text = explain_prompt(
        snapshot.passage,
        purpose=request.job,
        model=settings.inline_model if is_ghost else settings.paragraph_model,
        voice=voices[0] if is_ghost else voices[1],
        controls=request.controls,
        follows_instructions=service is not None and service.follows_instructions,
    )
    return {"title": f"What the model reads for {request.job}", "text": text}
