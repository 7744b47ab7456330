"""The tasks that a writer can give."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Task(StrEnum):
    """A kind of text to write at a cursor."""

    CONTINUE = "continue"
    """The rest of the paragraph."""
    NEXT = "next"
    """The paragraph that follows it."""
    BRIDGE = "bridge"
    """A paragraph between two others; see ``paragraph_gap``."""
    SPEAK = "speak"
    """The next turn in a dialogue; see ``speaker_turn``."""
    LINE = "line"
    """The next line of verse; see ``verse_line``."""
    DESCRIBE = "describe"
    """A few sentences on a subject; only for models that follow instructions."""


CURSOR_TASKS: Final = tuple(task for task in Task if task is not Task.DESCRIBE)
"""The tasks for which a cursor is enough; describing needs a subject, which is selected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTarget:
    """A task, and the speaker or subject that it needs."""

    task: Task = Task.CONTINUE
    speaker: str = ""
    """The speaker, for ``Task.SPEAK``; empty for the most likely one."""
    subject: str = ""
    """The thing to describe, for ``Task.DESCRIBE``."""


REST_OF_PARAGRAPH: Final = TaskTarget()
"""The target of a request that names no task."""
