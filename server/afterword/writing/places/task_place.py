"""The place where the text of a task goes in."""

from afterword.errors import DocumentError
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import InsertionPoint
from afterword.writing.places.paragraph_end import find_place
from afterword.writing.places.paragraph_gap import find_gap
from afterword.writing.places.speaker_turn import find_turn
from afterword.writing.places.verse_line import find_line
from afterword.writing.task import Task, TaskTarget


def place_for(passage: Passage, target: TaskTarget) -> InsertionPoint:
    """Return where the text of a task goes in.

    Raises:
        DocumentError: there is no such place at this cursor, or nothing to describe.
    """
    match target.task:
        case Task.CONTINUE | Task.NEXT:
            return find_place(passage, target.task)
        case Task.DESCRIBE:
            place = find_place(passage, target.task) if target.subject else None
            fault, step = "Nothing is selected.", "Select what is to be described."
        case Task.BRIDGE:
            place, fault = find_gap(passage), "There is no gap between two paragraphs here."
            step = "Put the cursor on an empty line between them."
        case Task.SPEAK:
            place, fault = (
                find_turn(passage, target.speaker),
                "Nobody has spoken before the cursor.",
            )
            step = 'Begin a turn by hand, as in "NAME: …".'
        case Task.LINE:
            place, fault = find_line(passage), "There is no line before the cursor."
            step = "Write the first line."
    if place is None:
        raise DocumentError(fault, next_step=step)
    return place
