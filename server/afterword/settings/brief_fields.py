"""The brief: what a writer tells about a piece. Every key, what it takes, and what it is for.

It stands among the settings because a project and an editor may set it; a document's own head, which
``afterword.brief`` reads, goes before them.
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from afterword.settings.section import Section

MOST_LINE_CHARS: Final = 300
MOST_TEXT_CHARS: Final = 12_000
MOST_ITEMS: Final = 200

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=MOST_LINE_CHARS, strip_whitespace=True)
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=MOST_TEXT_CHARS, strip_whitespace=True)
]
Lines = Annotated[tuple[Line, ...], Field(strict=False, max_length=MOST_ITEMS)]


class Form(StrEnum):
    """What kind of piece it is."""

    NOVEL = "novel"
    STORY = "story"
    POEM = "poem"
    SONG = "song"
    SCREENPLAY = "screenplay"
    STAGE_PLAY = "stage play"
    ESSAY = "essay"
    DIALOGUE = "dialogue"
    REPORT = "report"
    LESSON = "lesson"


class Person(StrEnum):
    """Who tells it."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Tense(StrEnum):
    """When it happens."""

    PAST = "past"
    PRESENT = "present"


class Brief(Section):
    """What a writer told about a piece; a key that is not set says nothing."""

    form: Annotated[Form, Field(strict=False)] | None = None
    """What kind of piece it is."""
    genre: Line | None = None
    """Such as "gothic mystery" or "natural history"."""
    subject: Line | None = None
    """What it is about, in a line."""
    tone: Line | None = None
    """Such as "dry", "tender", "matter-of-fact"."""
    style: Line | None = None
    """How it is written, such as "long sentences, few adjectives"."""
    person: Annotated[Person, Field(strict=False)] | None = None
    """Who tells it: the first, second or third person."""
    tense: Annotated[Tense, Field(strict=False)] | None = None
    """In which tense it is told."""
    language: Line | None = None
    """The language it is written in, if that is not plain from the text."""
    audience: Line | None = None
    """Whom it is for."""
    synopsis: Text | None = None
    """What happens in the whole piece."""
    so_far: Text | None = None
    """What has happened before the text at hand."""
    note: Line | None = None
    """What matters just here, such as "she does not know yet": the model reads it near the cursor."""
    examples: Lines = ()
    """Passages in your own voice: paths in the project. The model reads them before the piece."""
    avoid: Lines = ()
    """Words and phrases that are never suggested here."""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return self == Brief()


class BriefFor(Brief):
    """What holds for some of a project's documents only."""

    files: Annotated[Lines, Field(min_length=1)]
    """Patterns of their paths in the project, such as ``poems/*``; ``*`` stands for anything."""
