"""The context that a project gives one of its documents: its brief, lore, examples and previous text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from afterword.brief.lore.lorebook import NO_LORE, LoreBook
from afterword.brief.project.examples import NO_EXAMPLES, Examples
from afterword.brief.project.previous_text import PreviousText


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectContext:
    """What a project says about one of its documents."""

    brief: Mapping[str, object] = field(default_factory=dict[str, object])
    """The brief's keys that are set for this document only."""
    lore: LoreBook = NO_LORE
    """The entries of the lore, without those in the document itself."""
    examples: Examples = NO_EXAMPLES
    """The passages in the writer's voice that briefs name."""
    file_stem: str = ""
    """The file's name without its ending, which may number a chapter."""
    previous: PreviousText = field(default_factory=PreviousText)
    """The text of the files before it."""
    is_lore: bool = False
    """Whether the document holds entries of the lore itself."""


NO_PROJECT_CONTEXT: Final = ProjectContext()
