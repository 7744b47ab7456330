"""Code actions on what is selected: experimental, and only where the model follows instructions."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from lsprotocol import types

from afterword.lsp.actions.selection_arguments import Selected, SelectionTask
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.places.selected_text import find_span, subject_of

if TYPE_CHECKING:
    from afterword.lsp.server import AfterwordServer

DATA_KEY = "afterwordSelection"


def actions_for_selection(
    server: "AfterwordServer", params: types.CodeActionParams
) -> Iterator[tuple[str, Selected]]:
    """Yield what makes sense for a selection, each with its title; nothing unless it is switched on.

    Several takes are one action where the editor lets the writer choose from a message, else one
    action each: who undoes one can try the next.
    """
    service = server.session.service
    if not server.configuration.settings.experimental_actions:
        return
    if service is None or not service.follows_instructions:
        return
    uri = params.text_document.uri
    found = server.protocol.workspace.snapshot_selection(uri, params.range)
    if found is None:
        return
    snapshot, end = found
    selected = Selected(
        uri=uri, range=params.range, version=snapshot.version, wish=SelectionTask.REWRITE
    )
    span = find_span(snapshot.passage, end)
    if span is not None:
        what = "Rewrite sentence" if span.is_sentence else "Rewrite selection"
        if server.client.lets_choose and server.client.applies_edits is not False:
            yield f"{what}: {TAKES} takes", selected
        else:
            for number in range(1, TAKES + 1):
                yield f"{what}: take {number}", replace(selected, take=number)
    if subject_of(snapshot.passage, end):
        yield "Describe", replace(selected, wish=SelectionTask.DESCRIBE)


def selected_of(data: object) -> Selected | None:
    """Return the selection that an action of ours holds; None for any other action."""
    if not isinstance(data, dict):
        return None
    return Selected.from_json(cast("dict[str, object]", data).get(DATA_KEY))
