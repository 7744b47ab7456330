"""Every setting: its default, its bound and its unit. Nothing else in the program holds a default."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from afterword.settings.brief_fields import Brief, BriefFor
from afterword.settings.controls import Controls
from afterword.settings.section import Section


@dataclass(frozen=True, slots=True)
class UserOnly:
    """Marks a setting that a project may not set: it decides what code or data is loaded."""


USER_ONLY: Final = UserOnly()
ModelName = Annotated[str, Field(min_length=1)]
OtherModelName = Annotated[ModelName | None, USER_ONLY]
"""Unset, it is ``model``."""


class CompletionTrigger(StrEnum):
    """When the completion list carries the suggestion, in editors without ghost text."""

    OFF = "off"
    INVOKED = "invoked"
    ALWAYS = "always"


class Eagerness(StrEnum):
    """How sure ghost text has to be before it shows."""

    QUIET = "quiet"
    BALANCED = "balanced"
    EAGER = "eager"


class SafetyLevel(StrEnum):
    """How much is kept from being suggested. What the writer wrote is never judged."""

    OFF = "off"
    MILD = "mild"
    STRICT = "strict"


class InlineSettings(Section):
    """Ghost text at the cursor."""

    enabled: bool = True
    """Whether ghost text is offered while typing."""
    model: OtherModelName = None
    """The model for ghost text, where it is to be another than ``model``."""
    max_words: Annotated[int, Field(ge=1, le=64)] = 12
    """Longest suggestion, in words (in Chinese, Japanese and Thai: pairs of characters)."""
    eagerness: Annotated[Eagerness, Field(strict=False)] = Eagerness.BALANCED
    """``quiet`` shows little and is seldom wrong; ``eager`` shows much and is wrong more often."""
    confidence: Annotated[float, Field(ge=0.0, le=2.0)] | None = None
    """How much a suggestion must promise, whatever the eagerness: the probability that it is right,
    and 0.05 for each character that will probably be accepted (0.02 if quiet, outside of words)."""
    learn_from_page: bool = True
    """Complete words that the document holds already, names above all, where the model is less sure."""
    deadline_ms: Annotated[int, Field(ge=20, le=10_000)] = 400
    """After this many milliseconds, answer as soon as anything is good enough to show."""
    context_tokens: Annotated[int, Field(ge=64, le=8192)] = 1024
    """How much text before the cursor the model reads, in tokens of about four bytes."""


class ParagraphSettings(Controls):
    """The "Continue paragraph" action: its controls, and what no single request changes."""

    model: OtherModelName = None
    """The model for paragraphs, where it is to be another than ``model``: a larger one keeps the
    thread better. It is loaded when it is first asked."""
    unload_after_minutes: Annotated[int, Field(ge=0, le=1440), USER_ONLY] = 10
    """So long after its last paragraph, a model that only writes paragraphs leaves the memory; after
    five seconds where ghost text's model had to make room for it."""
    follow_marks: bool = True
    """Write quotation marks, apostrophes, dashes and ellipses as the page does."""
    context_tokens: Annotated[int, Field(ge=64, le=8192)] = 1024
    """How much text before the cursor the model reads, in tokens of about four bytes."""


class SafetySettings(Section):
    """What may be suggested."""

    level: Annotated[SafetyLevel, Field(strict=False)] = SafetyLevel.MILD
    """``mild`` leaves out slurs and the crudest words, unless the document uses them; ``strict``
    every word of the lists; ``off`` nothing."""


class LoreSettings(Section):
    """Who is who and what is what: entries that the model reads where the text names them."""

    enabled: bool = True
    """Whether entries are read at all."""
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "lore"
    """Where a project keeps them, as Markdown and text files; a folder inside the project."""
    share: Annotated[float, Field(ge=0.0, le=0.5)] = 0.2
    """How much of what the model reads may be entries."""


class ChapterSettings(Section):
    """The order in which a project's files are read."""

    read_on: bool = True
    """Whether a chapter's file is read as going on where the one before it ends."""
    files: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...],
        Field(strict=False, max_length=100),
    ] = ()
    """The order of the files, where numbers in their names don't say it: patterns such as
    ``part-one/*.md``."""


class CompletionSettings(Section):
    """The suggestion as a completion item, for editors that have no ghost text."""

    trigger: Annotated[CompletionTrigger, Field(strict=False)] = CompletionTrigger.INVOKED
    """``invoked``: only when asked for; ``always``: also while typing; ``off``: never."""


class Settings(Section):
    """All settings of Afterword."""

    enabled: bool = True
    """Whether Afterword offers anything at all."""
    disabled_languages: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """LSP language ids of documents that are left alone, such as ``latex``."""
    experimental_actions: bool = False
    """Whether "Rewrite sentence" and "Describe" are offered, where the model for paragraphs is
    instruction-tuned. They are off because few of the texts that they write are of use so far."""
    model: Annotated[ModelName, USER_ONLY] = "gemma3-270m"
    """A catalogue name, one you trained, a Hugging Face id, a folder, or a ``.gguf`` file."""
    threads: Annotated[int, Field(ge=0, le=256), USER_ONLY] = 0
    """Processor threads for the model; 0 takes one for each physical core."""
    memory_mb: Annotated[int, Field(ge=0, le=1_000_000), USER_ONLY] = 0
    """How much memory two models may take together, in MB; 0 is what the machine has free. A model
    for paragraphs that doesn't fit beside the other takes its place while it writes, or is refused."""
    inline: InlineSettings = InlineSettings()
    """Ghost text at the cursor."""
    paragraph: ParagraphSettings = ParagraphSettings()
    """The "Continue paragraph" action."""
    safety: SafetySettings = SafetySettings()
    """What may be suggested."""
    completion: CompletionSettings = CompletionSettings()
    """The suggestion as a completion item."""
    brief: Brief = Brief()
    """What the piece is to be; a document's own head may say otherwise."""
    brief_for: Annotated[tuple[BriefFor, ...], Field(strict=False, max_length=100)] = ()
    """What holds for some documents only: tables of ``files`` and keys of the brief, in a project's file."""
    lore: LoreSettings = LoreSettings()
    """Who is who: entries that the model reads where the text names them."""
    chapters: ChapterSettings = ChapterSettings()
    """The order in which a project's files are read."""

    @property
    def inline_model(self) -> str:
        """The model for ghost text."""
        return self.inline.model or self.model

    @property
    def paragraph_model(self) -> str:
        """The model for paragraphs."""
        return self.paragraph.model or self.model

    def is_on_for(self, language_id: str) -> bool:
        """Return whether documents with this LSP language id are served."""
        return self.enabled and language_id not in self.disabled_languages

    def with_inline(self, **values: object) -> "Settings":
        """Return the same settings with other values under ``inline``; they are not checked."""
        return self.model_copy(update={"inline": self.inline.model_copy(update=values)})

    def with_one_model(self, name: str) -> "Settings":
        """Return the same settings with one model for everything."""
        return self.model_copy(
            update={
                "model": name,
                "inline": self.inline.model_copy(update={"model": None}),
                "paragraph": self.paragraph.model_copy(update={"model": None}),
            }
        )
