"""``textDocument/codeAction``: listed at once, written when the writer has chosen."""

from typing import TYPE_CHECKING, cast

import attrs
from lsprotocol import types

from afterword.errors import AfterwordError
from afterword.lsp.arguments import Place
from afterword.lsp.brief_faults import QUICK_FIX
from afterword.lsp.commands import CONTINUE_PARAGRAPH
from afterword.lsp.continuing import TITLE, write_continuation
from afterword.lsp.documents import Snapshot
from afterword.lsp.protocol import RequestFailedError
from afterword.prose.block_lines import is_table_row
from afterword.prose.zones import quiet_zone
from afterword.settings import Settings
from afterword.writing.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        snapshot = workspace.snapshot(params.text_document.uri, params.range.end)
        if snapshot is None or not _can_continue(snapshot, server.configuration.settings):
            return fixes
        return [*fixes, _continue_action(server, snapshot)]

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        target = _target_of(action.data)
        if target is None:
            return action  # Neovim resolves actions of other servers and of older sessions too
        try:
            edit = await write_continuation(server, target)
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
    return [*server.brief_faults.fixes(params.text_document.uri, params.range)]


def _target_of(data: object) -> Place | None:
    if not isinstance(data, dict):
        return None
    return Place.from_json(cast("dict[str, object]", data).get("afterword"))


def _is_wanted(context: types.CodeActionContext) -> bool:
    """Whether the client asks for rewriting, and the writer, not a light bulb, asks for it."""
    if context.trigger_kind is types.CodeActionTriggerKind.Automatic and context.only is None:
        return False
    return context.only is None or any(_includes(kind, KIND) for kind in context.only)


def _includes(kind: types.CodeActionKind | str, ours: types.CodeActionKind) -> bool:
    """Whether a kind is ``ours`` or stands above it; the empty kind stands above all."""
    name = str(getattr(kind, "value", kind))
    return not name or f"{ours.value}.".startswith(f"{name}.")


def _can_continue(snapshot: Snapshot, settings: Settings) -> bool:
    passage = snapshot.passage
    if not settings.enabled or passage.language_id in settings.disabled_languages:
        return False
    if not passage.before.strip() or is_table_row(_line_around(passage)):
        return False
    return quiet_zone(passage.before, passage.after, passage.language_id) is None


def _line_around(passage: Passage) -> str:
    return passage.before.rpartition("\n")[2] + passage.after.partition("\n")[0]


def _continue_action(
    server: "AfterwordServer", snapshot: Snapshot
) -> types.CodeAction | types.Command:
    client = server.client
    target = Place(
        uri=snapshot.passage.uri, position=snapshot.position, version=snapshot.version
    ).to_json()
    command = types.Command(title=TITLE, command=CONTINUE_PARAGRAPH, arguments=[target])
    if not client.takes_literal_actions:
        return command
    tags: Sequence[types.CodeActionTag] | None = (
        [types.CodeActionTag.LlmGenerated] if client.shows_tags else None
    )
    if client.resolves_edits:
        return types.CodeAction(title=TITLE, kind=KIND, tags=tags, data={"afterword": target})
    return types.CodeAction(title=TITLE, kind=KIND, tags=tags, command=command)
