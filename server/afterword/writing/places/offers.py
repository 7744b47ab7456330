"""What can be written at a cursor, what is wanted most first. Reads text only: it is listed at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from afterword.writing.passage import Passage
from afterword.writing.places.paragraph_gap import find_gap
from afterword.writing.places.speaker_turn import speakers_at
from afterword.writing.places.verse_line import is_verse_at
from afterword.writing.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOffer:
    """One thing that makes sense here."""

    task: Task
    speaker: str = ""
    """Whose turn it is, if it is one."""


def offers_at(passage: Passage) -> Iterator[ActionOffer]:
    """Yield what makes sense at this cursor."""
    form = passage.brief.form
    speakers = speakers_at(passage, form)
    yield ActionOffer(task=Task.CONTINUE)
    yield ActionOffer(task=Task.NEXT)
    yield from (ActionOffer(task=Task.SPEAK, speaker=name) for name in speakers)
    if not speakers and is_verse_at(passage, form):
        yield ActionOffer(task=Task.LINE)
    elif not speakers and find_gap(passage) is not None:
        yield ActionOffer(task=Task.BRIDGE)
