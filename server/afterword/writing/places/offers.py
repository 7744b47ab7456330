"""The actions to offer at a cursor. Reads text only, so that they are listed at once."""

from collections.abc import Iterator
from dataclasses import dataclass

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
