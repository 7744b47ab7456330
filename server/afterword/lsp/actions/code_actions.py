"""``textDocument/codeAction``: listed at once, written when the writer has chosen."""

from typing import Any, Final, cast

import attrs
from lsprotocol import types

from afterword.lsp.actions.action_arguments import ActionTarget
from afterword.lsp.actions.action_run import ActionParts
from afterword.lsp.actions.choose_take import TAKES_TITLE
from afterword.lsp.actions.commands import CHOOSE_TAKE, CONTINUE_PARAGRAPH, WRITE_SELECTED
from afterword.lsp.actions.continue_paragraph import continuation_title, write_continuation
from afterword.lsp.actions.grow_continuation import GROW_CONTINUATION
from afterword.lsp.actions.json_arguments import MAX_POSITION, JsonPosition
from afterword.lsp.actions.reading_ahead import ReadingAhead
from afterword.lsp.actions.rewrite_selection import write_selection
from afterword.lsp.actions.selection_actions import actions_for_selection
from afterword.lsp.actions.selection_arguments import SelectionTarget, SelectionTask
from afterword.lsp.brief.brief_diagnostics import QUICK_FIX, BriefDiagnostics
from afterword.lsp.core.client_capabilities import Client, ClientCapabilities
from afterword.lsp.core.json_rpc import failing_the_request
from afterword.lsp.core.text_documents import Snapshot
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.places.offers import can_continue, offers_at

KIND: Final = types.CodeActionKind.RefactorRewrite
CURSOR_KEY: Final = "afterword"
"""The key under which the data of an action at a cursor is ours."""
SELECTION_KEY: Final = "afterwordSelection"
"""The key under which the data of an action on a selection is ours."""

ActionOrCommand = types.CodeAction | types.Command


def register_code_actions(
    parts: ActionParts,
    *,
    client: Client,
    diagnostics: BriefDiagnostics,
    reading_ahead: ReadingAhead,
) -> None:
    """Offer code actions and write what was chosen."""
    server = parts.server

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[KIND, QUICK_FIX], resolve_provider=True),
    )
    def code_action(params: types.CodeActionParams) -> list[ActionOrCommand]:
        fixes = list[ActionOrCommand]()
        if client.capabilities.takes_literal_actions and _wants_fixes(params.context):
            fixes += diagnostics.fixes(params.text_document.uri, params.range)
        position = _position_of(params.range)
        snapshot = parts.documents.snapshot(params.text_document.uri, position)
        if snapshot is None:
            return fixes
        if not _wants_writing(params.context):
            reading_ahead.follow_cursor(snapshot)
            return fixes
        if not can_continue(snapshot.passage):
            return fixes
        reading_ahead.begin(snapshot)
        return [
            *fixes,
            *_writing_actions(client.capabilities, snapshot),
            *_selection_actions(client.capabilities, parts, params),
        ]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        target = _target_of(action.data)
        if target is None:
            return action  # Neovim resolves actions of other servers and of older sessions too
        with failing_the_request():
            if isinstance(target, SelectionTarget):
                edit = await write_selection(parts, target)
            else:
                edit = await write_continuation(parts, target)
        return attrs.evolve(action, edit=edit)


def _wants_fixes(context: types.CodeActionContext) -> bool:
    """Return whether the client requests fixes of the brief; a light bulb may request them too."""
    return context.only is None or any(_includes(kind, QUICK_FIX) for kind in context.only)


def _wants_writing(context: types.CodeActionContext) -> bool:
    """Return whether the writer, and not a light bulb, requests what can be written."""
    if context.trigger_kind is types.CodeActionTriggerKind.Automatic and context.only is None:
        return False
    return context.only is None or any(_includes(kind, KIND) for kind in context.only)


def _includes(kind: types.CodeActionKind | str, ours: types.CodeActionKind) -> bool:
    """Return whether a kind is ``ours`` or stands above it; the empty kind stands above all."""
    name = str(getattr(kind, "value", kind))
    return not name or f"{ours.value}.".startswith(f"{name}.")


def _position_of(selected: types.Range) -> types.Position:
    """Return the end of what is selected; of whole lines, the end of the last of them.

    Kate sends the whole line when nothing is selected: up to the start of the next.
    """
    if selected.end.character == 0 and selected.end.line > selected.start.line:
        return types.Position(selected.end.line - 1, MAX_POSITION)
    return selected.end


def _target_of(data: object) -> ActionTarget | SelectionTarget | None:
    """Return the target of one of our actions; None for any other action."""
    if not isinstance(data, dict):
        return None
    table = cast("dict[str, object]", data)
    selection = SelectionTarget.read(table.get(SELECTION_KEY))
    return selection or ActionTarget.read(table.get(CURSOR_KEY))


def _lets_choose(client: ClientCapabilities) -> bool:
    """Return whether the writer can choose a text in a message, and the editor then inserts it."""
    return client.lets_choose and client.applies_edits is not False


def _writing_actions(client: ClientCapabilities, snapshot: Snapshot) -> list[ActionOrCommand]:
    """Return what can be written here, what is wanted most first."""
    if client.applies_edits is False and not client.resolves_edits:
        return []  # whatever was written would not get into the text
    passage, position = snapshot.passage, JsonPosition.from_lsp(snapshot.position)
    target = ActionTarget(uri=passage.uri, position=position, version=snapshot.version)
    actions = [
        _continuation_action(
            client, target.model_copy(update={"task": offer.task, "speaker": offer.speaker})
        )
        for offer in offers_at(passage)
    ]
    if _lets_choose(client):
        command = types.Command(
            title=TAKES_TITLE, command=CHOOSE_TAKE, arguments=[target.to_json()]
        )
        return [*actions, _action(client, TAKES_TITLE, command=command)]
    # Each take is an action: who undoes one can try the next.
    takes = [target.model_copy(update={"take": number}) for number in range(1, TAKES + 1)]
    return [*actions, *(_continuation_action(client, take) for take in takes)]


def _continuation_action(client: ClientCapabilities, target: ActionTarget) -> ActionOrCommand:
    """Return an action that is written when it is resolved, or by a command."""
    title = continuation_title(target)
    if client.shows_growing_text and not target.take:
        command = types.Command(
            title=title, command=GROW_CONTINUATION, arguments=[target.to_json()]
        )
        return _action(client, title, command=command)
    if client.takes_literal_actions and client.resolves_edits:
        return _action(client, title, data={CURSOR_KEY: target.to_json()})
    command = types.Command(title=title, command=CONTINUE_PARAGRAPH, arguments=[target.to_json()])
    return _action(client, title, command=command)


def _selection_actions(
    client: ClientCapabilities, parts: ActionParts, params: types.CodeActionParams
) -> list[ActionOrCommand]:
    """Return what can be done with what is selected."""
    offered = actions_for_selection(
        parts, params.text_document.uri, params.range, lets_choose=_lets_choose(client)
    )
    actions = list[ActionOrCommand]()
    for title, target in offered:
        has_choice = target.task is SelectionTask.REWRITE and not target.take
        if client.takes_literal_actions and client.resolves_edits and not has_choice:
            actions.append(_action(client, title, data={SELECTION_KEY: target.to_json()}))
        elif client.applies_edits is not False:
            command = types.Command(
                title=title, command=WRITE_SELECTED, arguments=[target.to_json()]
            )
            actions.append(_action(client, title, command=command))
    return actions


def _action(
    client: ClientCapabilities,
    title: str,
    *,
    command: types.Command | None = None,
    data: dict[str, Any] | None = None,
) -> ActionOrCommand:
    if command is not None and not client.takes_literal_actions:
        return command
    tags = [types.CodeActionTag.LlmGenerated] if client.shows_tags else None
    return types.CodeAction(title=title, kind=KIND, tags=tags, command=command, data=data)
