"""What can be written at a cursor, what is wanted most first. Reads text only: it is listed at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from afterword.brief.head.effective_brief import brief_in_force
from afterword.settings.brief_fields import Brief
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import Task
from afterword.writing.places.paragraph_gap import find_gap
from afterword.writing.places.speaker_turn import speakers_at
from afterword.writing.places.verse_line import is_verse_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that makes sense here."""

    task: Task
    speaker: str = ""
    """Whose turn it is, if it is one."""


def offers_at(passage: Passage, brief: Brief) -> Iterator[Offer]:
    """Yield what makes sense at this cursor.

    Args:
        passage: the document and the cursor.
        brief: what holds where the document's own head says nothing.
    """
    form = brief_in_force(passage.before, brief).brief.form
    speakers = speakers_at(passage, form)
    yield Offer(task=Task.CONTINUE)
    yield Offer(task=Task.NEXT)
    yield from (Offer(task=Task.SPEAK, speaker=name) for name in speakers)
    if not speakers and is_verse_at(passage, form):
        yield Offer(task=Task.LINE)
    elif not speakers and find_gap(passage) is not None:
        yield Offer(task=Task.BRIDGE)
