"""One request's view of a document: the text around a cursor, its settings, its project, its brief.

Everything that is read for a request is read here, once, and travels with it.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from afterword.brief.head.effective_brief import EffectiveBrief, effective_brief, overlay
from afterword.brief.project.project_context import NO_PROJECT_CONTEXT, ProjectContext
from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.settings import Settings
from afterword.settings.brief_fields import Brief
from afterword.settings.controls import ControlValues

DEFAULT_SETTINGS: Final = Settings()
"""The settings with all values at their defaults."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A document's text and one place in it. Offsets count code points; line ends become LF."""

    text: str
    """The whole document as the editor has it; line ends may be LF, CRLF or CR."""
    char_offset: int
    """The cursor's offset: 0 is before the first character."""
    language_id: str = "plaintext"
    """The LSP language id: ``markdown``, ``plaintext``, ``latex`` …"""
    uri: str = ""
    """The document's identifier among the open ones."""
    other_documents: tuple[str, ...] = ()
    """Texts of the writer's other open documents, for the names in them."""
    project_context: ProjectContext = NO_PROJECT_CONTEXT
    """The brief, lore, examples and earlier chapters of its project."""
    settings: Settings = DEFAULT_SETTINGS
    """The settings in force for the document: those of its own project."""

    @cached_property
    def before(self) -> str:
        """The text before the cursor, with LF line ends."""
        return with_lf_line_ends(self.text[: self.char_offset])

    @cached_property
    def after(self) -> str:
        """The text after the cursor, with LF line ends."""
        return with_lf_line_ends(self.text[self.char_offset :])

    @cached_property
    def _effective_brief(self) -> EffectiveBrief:
        defaults = overlay(self.settings.brief, self.project_context.brief)
        return effective_brief(self.before, defaults)

    @property
    def brief(self) -> Brief:
        """The brief in force: the document's own over the project's over the settings'."""
        return self._effective_brief.brief

    @property
    def head_controls(self) -> ControlValues:
        """The controls that the document's head sets."""
        return self._effective_brief.controls

    @property
    def voice(self) -> str:
        """The voice that is to write here: the head's, else the settings'; empty is none."""
        named = self._effective_brief.voice
        return self.settings.voice if named is None else named

    def without_head(self, before: str) -> str:
        """Return ``before``, which goes on from the passage's own, without the document's head."""
        return self._effective_brief.text + before[len(self.before) :]

    @property
    def line_end(self) -> str:
        """The document's own line end, for text that is to be inserted."""
        first = self.text.find("\n")
        if first > 0 and self.text[first - 1] == "\r":
            return "\r\n"
        return "\r" if first < 0 and "\r" in self.text else "\n"

    def text_offset(self, after_offset: int) -> int:
        """Return the offset in ``text`` of a place that is ``after_offset`` into ``after``."""
        offset = self.char_offset
        for _ in range(after_offset):
            offset += 2 if self.text.startswith("\r\n", offset) else 1
        return offset
