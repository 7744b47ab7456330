"""The brief: what a writer says about a piece. Every key, what it takes, and what it is for.

It stands among the settings because a project and an editor may set it; a document's own head, which
``afterword.brief`` reads, goes before them.
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, StringConstraints

from afterword.settings.section import Section

MAX_LINE_CHARS: Final = 300
"""How many characters a short text may have: a few lines of a head."""
MAX_TEXT_CHARS: Final = 12_000
"""How many characters a long text may have: more than the share of the largest prompt that it gets."""
MAX_LINES: Final = 200
"""How many short texts a list may have."""

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_LINE_CHARS, strip_whitespace=True)
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_TEXT_CHARS, strip_whitespace=True)
]
Lines = Annotated[tuple[Line, ...], Field(strict=False, max_length=MAX_LINES)]


class Form(StrEnum):
    """What kind of piece a text is."""

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
    """The grammatical person in which a piece is told."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class Tense(StrEnum):
    """The grammatical tense in which a piece is told."""

    PAST = "past"
    PRESENT = "present"


class Brief(Section):
    """What a writer says about a piece. No key is set at first, and one that is not set says nothing."""

    form: Annotated[Form, Field(strict=False)] | None = None
    """What kind of piece it is, such as a novel or a poem."""
    genre: Line | None = None
    """The genre, such as "gothic mystery" or "natural history", in up to 300 characters."""
    subject: Line | None = None
    """What the piece is about, in up to 300 characters."""
    tone: Line | None = None
    """The tone, such as "dry", "tender" or "matter-of-fact", in up to 300 characters."""
    style: Line | None = None
    """How it is written, such as "long sentences, few adjectives", in up to 300 characters."""
    person: Annotated[Person, Field(strict=False)] | None = None
    """The grammatical person in which it is told: the first, second or third."""
    tense: Annotated[Tense, Field(strict=False)] | None = None
    """The tense in which it is told: past or present."""
    language: Line | None = None
    """The language it is written in, if that is not plain from the text, in up to 300 characters."""
    audience: Line | None = None
    """The readers it is for, in up to 300 characters."""
    synopsis: Text | None = None
    """What happens in the whole piece, in up to 12,000 characters. Of a long one the beginning is read."""
    so_far: Text | None = None
    """What has happened before this document, in up to 12,000 characters. Of a long one the end is read."""
    note: Line | None = None
    """What matters just here, such as "she does not know yet", in up to 300 characters. The model reads it
    near the cursor."""
    examples: Lines = ()
    """Passages in your own voice, as up to 200 paths in the project. The model reads them before the
    piece."""
    avoid: Lines = ()
    """Up to 200 words and phrases of up to 300 characters that are never suggested here."""

    @property
    def is_empty(self) -> bool:
        """Whether no key is set."""
        return self == Brief()


class BriefFor(Brief):
    """A brief for some of a project's documents."""

    files: Annotated[Lines, Field(min_length=1)]
    """Up to 200 patterns of the documents' paths in the project, such as ``poems/*``; ``*`` stands for
    anything."""
