"""What the model is told beside the text: the brief and the lore that hold for one document."""

from dataclasses import dataclass, field

from afterword.brief.head.effective_brief import effective_brief, overlay
from afterword.brief.lore.lorebook import NO_LORE, LoreBook
from afterword.brief.project.examples import NO_EXAMPLES, Examples
from afterword.brief.project.previous_text import PreviousText
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.writing.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptContext:
    """What holds where a document's own head says nothing, and who is who."""

    brief: Brief = field(default_factory=Brief)
    lore: LoreBook = NO_LORE
    lore_share: float = 0.0
    """Of the budget, that entries may take at most."""
    examples: Examples = NO_EXAMPLES
    """What the brief names as passages in the writer's voice."""
    file_stem: str = ""
    """The document's name, which may number a chapter."""
    previous: PreviousText = field(default_factory=PreviousText)
    """The text of the files before it."""
    reads_on: bool = False
    """Whether the text goes on where the file before it ends."""


def prompt_context_of(passage: Passage, settings: Settings) -> PromptContext:
    """Return what settings and the project tell about a document.

    Args:
        passage: the document and the cursor.
        settings: in force.
    """
    told = passage.project_context.settings or settings
    return PromptContext(
        brief=overlay(told.brief, passage.project_context.brief),
        lore=passage.project_context.lore,
        lore_share=told.lore.share,
        examples=passage.project_context.examples,
        file_stem=passage.project_context.file_stem,
        previous=passage.project_context.previous,
        reads_on=told.chapters.read_on,
    )


def avoided_at(passage: Passage, settings: Settings) -> tuple[str, ...]:
    """Return the words and phrases that are not to be suggested at a place."""
    return effective_brief(passage.before, prompt_context_of(passage, settings).brief).brief.avoid
