"""Code actions on what is selected: experimental, and only where the model follows instructions."""

from collections.abc import Iterator

from lsprotocol import types

from afterword.lsp.actions.action_run import ActionParts
from afterword.lsp.actions.json_arguments import JsonRange
from afterword.lsp.actions.selection_arguments import SelectionTarget, SelectionTask
from afterword.writing.paragraph.take_batches import TAKES
from afterword.writing.places.selected_text import select_text, subject_of


def actions_for_selection(
    parts: ActionParts, uri: str, selected: types.Range, *, lets_choose: bool
) -> Iterator[tuple[str, SelectionTarget]]:
    """Yield what makes sense for a selection, each with its title; nothing unless it is switched on.

    Several takes are one action where the editor lets the writer choose from a message
    (``lets_choose``), else one action each: who undoes one can try the next.
    """
    service = parts.session.service
    found = parts.documents.snapshot_selection(uri, selected)
    if service is None or found is None:
        return
    snapshot, end_char_offset = found
    passage = snapshot.passage
    if not passage.settings.experimental_actions or not service.follows_instructions:
        return

    def target(task: SelectionTask, take: int = 0) -> SelectionTarget:
        place = JsonRange.from_lsp(selected)
        return SelectionTarget(uri=uri, range=place, version=snapshot.version, task=task, take=take)

    selected_text = select_text(passage, end_char_offset)
    if selected_text is not None:
        what = "Rewrite sentence" if selected_text.is_sentence else "Rewrite selection"
        if lets_choose:
            yield f"{what}: {TAKES} takes", target(SelectionTask.REWRITE)
        else:
            for number in range(1, TAKES + 1):
                yield f"{what}: take {number}", target(SelectionTask.REWRITE, number)
    if subject_of(passage, end_char_offset):
        yield "Describe", target(SelectionTask.DESCRIBE)
