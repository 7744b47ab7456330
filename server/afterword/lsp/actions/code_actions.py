"""``textDocument/codeAction``: listed at once, written when the writer has chosen."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import attrs
from lsprotocol import types

from afterword.errors import AfterwordError
from afterword.lsp.actions.action_arguments import MAX_POSITION, ActionTarget
from afterword.lsp.actions.choose_take import TAKES_TITLE
from afterword.lsp.actions.commands import CHOOSE_TAKE, CONTINUE_PARAGRAPH, WRITE_SELECTED
from afterword.lsp.actions.continue_paragraph import title_of, write_continuation
from afterword.lsp.actions.rewrite_selection import write_selected
from afterword.lsp.actions.selection_actions import DATA_KEY, actions_for_selection, selected_of
from afterword.lsp.actions.selection_arguments import Selected, SelectionTask
from afterword.lsp.brief.brief_diagnostics import QUICK_FIX
from afterword.lsp.core.client_capabilities import ClientCapabilities
from afterword.lsp.core.json_rpc import RequestFailedError
from afterword.lsp.core.text_documents import Snapshot
from afterword.prose.structure.block_markers import is_table_row
from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.passage import Passage
from afterword.writing.places.offers import offers_at

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

KIND = types.CodeActionKind.RefactorRewrite


def register_actions(server: "AfterwordServer") -> None:
    """Offer code actions and write what was chosen."""

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[KIND, QUICK_FIX], resolve_provider=True),
    )
    def code_action(
        params: types.CodeActionParams,
    ) -> list[types.CodeAction | types.Command]:
        fixes = _fixes(server, params)
        if not _is_wanted(params.context):
            return fixes
        workspace = server.protocol.workspace
        snapshot = workspace.snapshot(params.text_document.uri, _place_meant(params.range))
        if snapshot is None or not _can_continue(snapshot):
            return fixes
        return [
            *fixes,
            *_writing_actions(server, snapshot),
            *_selection_actions(server, params),
        ]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        wanted = selected_of(action.data) or _target_of(action.data)
        if wanted is None:
            return action  # Neovim resolves actions of other servers and of older sessions too
        try:
            if isinstance(wanted, Selected):
                edit = await write_selected(server, wanted)
            else:
                edit = await write_continuation(server, wanted)
        except AfterwordError as error:
            raise RequestFailedError.because(error) from error
        return attrs.evolve(action, edit=edit)


def _fixes(
    server: "AfterwordServer", params: types.CodeActionParams
) -> list[types.CodeAction | types.Command]:
    """Return what mends the brief at this place; a light bulb may ask for it too."""
    only = params.context.only
    if not server.client.takes_literal_actions:
        return []
    if only is not None and not any(_includes(kind, QUICK_FIX) for kind in only):
        return []
    return [*server.brief_diagnostics.fixes(params.text_document.uri, params.range)]


def _place_meant(selected: types.Range) -> types.Position:
    """Return the end of what is selected; of whole lines, the end of the last of them.

    Kate asks about the whole line when nothing is selected: up to the start of the next.
    """
    if selected.end.character == 0 and selected.end.line > selected.start.line:
        return types.Position(selected.end.line - 1, MAX_POSITION)
    return selected.end


def _target_of(data: object) -> ActionTarget | None:
    if not isinstance(data, dict):
        return None
    return ActionTarget.from_json(cast("dict[str, object]", data).get("afterword"))


def _is_wanted(context: types.CodeActionContext) -> bool:
    """Whether the client asks for rewriting, and the writer, not a light bulb, asks for it."""
    if context.trigger_kind is types.CodeActionTriggerKind.Automatic and context.only is None:
        return False
    return context.only is None or any(_includes(kind, KIND) for kind in context.only)


def _includes(kind: types.CodeActionKind | str, ours: types.CodeActionKind) -> bool:
    """Whether a kind is ``ours`` or stands above it; the empty kind stands above all."""
    name = str(getattr(kind, "value", kind))
    return not name or f"{ours.value}.".startswith(f"{name}.")


def _can_continue(snapshot: Snapshot) -> bool:
    passage = snapshot.passage
    if not passage.settings.is_on_for(passage.language_id):
        return False
    if not passage.before.strip() or is_table_row(_line_around(passage)):
        return False
    return quiet_zone(passage.before, passage.after, passage.language_id) is None


def _line_around(passage: Passage) -> str:
    return passage.before.rpartition("\n")[2] + passage.after.partition("\n")[0]


def _writing_actions(
    server: "AfterwordServer", snapshot: Snapshot
) -> list[types.CodeAction | types.Command]:
    """Return what can be written here, what is wanted most first."""
    client = server.client
    if client.applies_edits is False and not client.resolves_edits:
        return []  # whatever was written would not get into the text
    passage = snapshot.passage
    target = ActionTarget(uri=passage.uri, position=snapshot.position, version=snapshot.version)
    written = [
        _written_action(client, replace(target, task=offer.task, speaker=offer.speaker))
        for offer in offers_at(passage)
    ]
    if client.lets_choose and client.applies_edits is not False:
        choosing = types.Command(
            title=TAKES_TITLE, command=CHOOSE_TAKE, arguments=[target.to_json()]
        )
        return [*written, _action(client, TAKES_TITLE, command=choosing)]
    # Each take is an action: who undoes one can try the next.
    numbers = range(1, TAKES + 1)
    return [*written, *(_written_action(client, replace(target, take=take)) for take in numbers)]


def _written_action(
    client: ClientCapabilities, target: ActionTarget
) -> types.CodeAction | types.Command:
    """Return an action that is written when it is resolved, or by a command."""
    title = title_of(target)
    if client.takes_literal_actions and client.resolves_edits:
        return _action(client, title, data={"afterword": target.to_json()})
    command = types.Command(title=title, command=CONTINUE_PARAGRAPH, arguments=[target.to_json()])
    return _action(client, title, command=command)


def _selection_actions(
    server: "AfterwordServer", params: types.CodeActionParams
) -> list[types.CodeAction | types.Command]:
    """Return what can be done with what is selected."""
    client = server.client
    actions = list[types.CodeAction | types.Command]()
    for title, selected in actions_for_selection(server, params):
        is_asked = selected.wish is SelectionTask.REWRITE and not selected.take
        if client.takes_literal_actions and client.resolves_edits and not is_asked:
            data: dict[str, object] = {DATA_KEY: selected.to_json()}
            actions.append(_action(client, title, data=data))
        elif client.applies_edits is not False:
            command = types.Command(
                title=title, command=WRITE_SELECTED, arguments=[selected.to_json()]
            )
            actions.append(_action(client, title, command=command))
    return actions


def _action(
    client: ClientCapabilities,
    title: str,
    *,
    command: types.Command | None = None,
    data: dict[str, object] | None = None,
) -> types.CodeAction | types.Command:
    if command is not None and not client.takes_literal_actions:
        return command
    tags = [types.CodeActionTag.LlmGenerated] if client.shows_tags else None
    return types.CodeAction(title=title, kind=KIND, tags=tags, command=command, data=data)
