"""All settings, with their defaults, bounds and units.

The docstring under a field is what editors and the settings page show. Nothing else in the program
holds a default.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from afterword.settings.brief_fields import Brief, BriefFor
from afterword.settings.controls import Controls, VoiceName
from afterword.settings.field_types import ChoiceHint
from afterword.settings.section import Section
from afterword.settings.user_only import USER_ONLY

ModelName = Annotated[str, Field(min_length=1)]
OtherModelName = Annotated[ModelName | None, USER_ONLY]
"""The name of a model for one job; None stands for ``model``."""


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


class Device(StrEnum):
    """Which part of the machine computes a model."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


_GPUS = ChoiceHint(
    'A GPU is "cuda" (NVIDIA, AMD) or "mps" (Apple); "auto" takes one where it helps.'
)


class InlineSettings(Section):
    """Ghost text at the cursor."""

    enabled: bool = True
    """Whether ghost text is offered while you type."""
    model: OtherModelName = None
    """The model for ghost text, by any name that ``model`` takes. Unset, it is ``model``, so that one model
    serves both jobs."""
    max_words: Annotated[int, Field(ge=1, le=64)] = 12
    """The longest suggestion, in words, from 1 to 64 (in Chinese, Japanese and Thai in pairs of
    characters). 12 words fill about one line on a page."""
    eagerness: Annotated[Eagerness, Field(strict=False)] = Eagerness.BALANCED
    """How sure a suggestion has to be before it is shown: ``quiet`` shows little and is seldom wrong,
    ``eager`` shows much and is wrong more often. ``balanced`` stands between them."""
    confidence: Annotated[float, Field(ge=0.0, le=2.0)] | None = None
    """How much a suggestion must promise, from 0 to 2: the probability that it is right, and 0.05 for
    each character that will probably be accepted (0.02 if quiet, outside of words). Unset, it follows
    ``inline.eagerness``, the language and what stands around the cursor, as was measured."""
    learn_from_page: bool = True
    """Whether words that the document holds already are completed, names above all, where the model is
    less sure. It is on because no model knows who is in your book."""
    deadline_ms: Annotated[int, Field(ge=20, le=10_000)] = 400
    """How long a suggestion may grow, in milliseconds, from 20 to 10,000. After that, whatever is good
    enough is shown, and the rest comes with the next keystroke. 400 are enough for some words."""
    context_tokens: Annotated[int, Field(ge=64, le=8192)] = 1024
    """How much text before the cursor the model reads, in tokens of about four bytes, from 64 to 8192.
    1024 are a page or two; 512 are read in half the time, and a few more suggestions are wrong."""


class ParagraphSettings(Controls):
    """The "Continue paragraph" action: its controls, and what no single request changes."""

    model: OtherModelName = None
    """The model for paragraphs, by any name that ``model`` takes: a larger one keeps the thread better,
    and is loaded when it is first asked. Unset, it is the largest model of the catalogue that is on this
    machine and fits into memory beside ghost text's, one for many languages if there is one, else ``model``."""
    unload_after_minutes: Annotated[int, Field(ge=0, le=1440), USER_ONLY] = 10
    """How long a model that only writes paragraphs stays in memory after its last one, in minutes, from
    0 to 1440; where ghost text's model had to make room for it, it is five seconds. 10 keeps it loaded
    while you work with it."""
    follow_marks: bool = True
    """Whether quotation marks, apostrophes, dashes and ellipses are written as the page writes them; in
    ghost text, quotation marks are. It is on because models mix these marks."""
    context_tokens: Annotated[int, Field(ge=64, le=8192)] = 1024
    """How much text before the cursor the model reads, in tokens of about four bytes, from 64 to 8192.
    It is as much as ghost text reads, so that a model that does both reads the text once."""


class SafetySettings(Section):
    """What may be suggested."""

    level: Annotated[SafetyLevel, Field(strict=False)] = SafetyLevel.MILD
    """Which words are left out: ``mild`` leaves out slurs and the crudest words, unless the document
    uses them, ``strict`` every word of the lists, and ``off`` none. What you wrote is never judged."""


class LoreSettings(Section):
    """Entries about people, places and things that the model reads where the text names them."""

    enabled: bool = True
    """Whether the model reads the entries that the text names."""
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "lore"
    """The folder inside a project that holds the entries, as Markdown and text files; up to 200
    characters."""
    share: Annotated[float, Field(ge=0.0, le=0.5)] = 0.2
    """How much of what the model reads may be entries, as a share from 0 to 0.5. 0.2 leaves most of it to
    your text."""


class ChapterSettings(Section):
    """The order in which a project's files are read."""

    read_on: bool = True
    """Whether a chapter's file is read as going on where the file before it ends."""
    files: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...],
        Field(strict=False, max_length=100),
    ] = ()
    """The order in which the files are read, as up to 100 patterns such as ``part-one/*.md``, each of up
    to 200 characters. It is empty because numbers in the files' names say it in most projects."""


class CompletionSettings(Section):
    """The suggestion as a completion item, for editors that have no ghost text."""

    trigger: Annotated[CompletionTrigger, Field(strict=False)] = CompletionTrigger.INVOKED
    """When the completion list has the suggestion: ``invoked`` only when you ask for completions,
    ``always`` also while you type, ``off`` never. ``invoked`` keeps lists that open by themselves short."""


class Settings(Section):
    """All settings of Afterword."""

    enabled: bool = True
    """Whether Afterword offers anything at all."""
    disabled_languages: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """The LSP language ids of the documents in which nothing is offered, such as ``latex``."""
    experimental_actions: bool = False
    """Whether "Rewrite sentence" and "Describe" are offered, where the model for paragraphs is
    instruction-tuned. It is off because few of the texts that they write are of use so far."""
    model: Annotated[ModelName, USER_ONLY] = "gemma3-270m"
    """The model: a catalogue name, one you trained, a Hugging Face id, a folder or a ``.gguf`` file. The
    default one is small enough to write while you type."""
    voice: VoiceName = ""
    """The voice, by its name of up to 64 characters: one that you tuned on your own texts. It writes where
    the model that it was tuned on does, and a document's head may name another. Empty, models write as
    they are."""
    threads: Annotated[int, Field(ge=0, le=256), USER_ONLY] = 0
    """How many processor threads the model uses at most, up to 256; 0 allows one for each fast core that
    the process may use, since two on one core share its arithmetic."""
    device: Annotated[Device, Field(strict=False), USER_ONLY, _GPUS] = Device.AUTO
    """What computes the model: ``cpu``, or a GPU, ``cuda`` (also AMD's, with ROCm) or ``mps`` (Apple's).
    ``auto`` takes a GPU that has room for models over a billion weights and those without fast code of
    ours; smaller ones gain nothing there."""
    memory_mb: Annotated[int, Field(ge=0, le=1_000_000), USER_ONLY] = 0
    """How much memory two models may take together, in MB, up to 1,000,000; 0 is what the machine has
    free. A model for paragraphs that doesn't fit beside the other takes its place while it writes, or
    is refused."""
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
    """What holds for some documents only: up to 100 tables of ``files`` and keys of the brief, in a
    project's file. A later table goes before an earlier one."""
    lore: LoreSettings = LoreSettings()
    """Entries about people, places and things that the model reads where the text names them."""
    chapters: ChapterSettings = ChapterSettings()
    """The order in which a project's files are read."""

    @property
    def inline_model(self) -> str:
        """The model for ghost text."""
        return self.inline.model or self.model

    @property
    def paragraph_model(self) -> str:
        """The model for paragraphs, unless one is chosen by what is on this machine."""
        return self.paragraph.model or self.model

    def is_on_for(self, language_id: str) -> bool:
        """Return whether documents with this LSP language id are served."""
        return self.enabled and language_id not in self.disabled_languages

    def with_inline(self, **values: object) -> "Settings":
        """Return the same settings with other values under ``inline``; they are not checked."""
        return self.model_copy(update={"inline": self.inline.model_copy(update=values)})

    def with_voice(self, name: str) -> "Settings":
        """Return the same settings with another voice; empty is none."""
        return self.model_copy(update={"voice": name})

    def with_paragraph_model(self, name: str) -> "Settings":
        """Return the same settings with another model for paragraphs."""
        return self.model_copy(
            update={"paragraph": self.paragraph.model_copy(update={"model": name})}
        )

    def with_one_model(self, name: str) -> "Settings":
        """Return the same settings with one model for everything."""
        return self.model_copy(
            update={
                "model": name,
                "inline": self.inline.model_copy(update={"model": None}),
                "paragraph": self.paragraph.model_copy(update={"model": name}),
            }
        )
