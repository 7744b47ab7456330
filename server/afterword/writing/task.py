"""What the writer asks to have written."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Task(StrEnum):
    """What is to be written at a cursor."""

    CONTINUE = "continue"
    """The rest of the paragraph."""
    NEXT = "next"
    """The paragraph that follows it."""
    BRIDGE = "bridge"
    """What comes between two paragraphs; see ``paragraph_gap``."""
    SPEAK = "speak"
    """Somebody's next turn in a dialogue; see ``speaker_turn``."""
    LINE = "line"
    """The next line of verse; see ``verse_line``."""
    DESCRIBE = "describe"
    """A few sentences about something that is named; only for models that follow instructions."""


CURSOR_TASKS: Final = tuple(task for task in Task if task is not Task.DESCRIBE)
"""The tasks for which a cursor is enough; describing needs a subject, which is selected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTarget:
    """A task, and what it is about."""

    task: Task = Task.CONTINUE
    speaker: str = ""
    """Whose turn it is, for ``Task.SPEAK``; empty for the likeliest speaker's."""
    subject: str = ""
    """What is to be described, for ``Task.DESCRIBE``."""


REST_OF_PARAGRAPH: Final = TaskTarget()
"""What is written where nothing else is asked for."""
