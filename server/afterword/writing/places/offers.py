"""The actions to offer at a cursor. Reads text only, so that they are listed at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from afterword.prose.structure.block_markers import is_table_row
from afterword.prose.structure.sentences import ends_sentence
from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.writing.passage import Passage
from afterword.writing.places.paragraph_gap import find_gap
from afterword.writing.places.speaker_turn import speakers_at
from afterword.writing.places.verse_line import is_verse_at
from afterword.writing.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOffer:
    """A task that makes sense at a cursor."""

    task: Task
    speaker: str = ""
    """The speaker, for ``Task.SPEAK``."""


def can_continue(passage: Passage) -> bool:
    """Return whether there is prose to continue at this cursor, where the writer wants it."""
    if not passage.settings.is_on_for(passage.language_id):
        return False
    line = passage.before.rpartition("\n")[2] + passage.after.partition("\n")[0]
    is_closed_row = is_table_row(line) and line.rstrip().endswith("|")
    if not passage.before.strip() or is_closed_row:
        return False
    return quiet_zone(passage.before, passage.after, passage.language_id) is None


def is_at_paragraph_end(passage: Passage) -> bool:
    """Return whether the cursor stands behind the last sentence of its line, which is whole."""
    line = passage.before.rpartition("\n")[2]
    is_last = not passage.after.partition("\n")[0].strip()
    return is_last and bool(line.strip()) and ends_sentence(line)


def offers_at(passage: Passage) -> Iterator[ActionOffer]:
    """Yield what to offer at this cursor, what is wanted most first."""
    form = passage.brief.form
    speakers = speakers_at(passage, form)
    yield ActionOffer(task=Task.CONTINUE)
    yield ActionOffer(task=Task.NEXT)
    yield from (ActionOffer(task=Task.SPEAK, speaker=name) for name in speakers)
    if not speakers and is_verse_at(passage, form):
        yield ActionOffer(task=Task.LINE)
    elif not speakers and find_gap(passage) is not None:
        yield ActionOffer(task=Task.BRIDGE)
