"""The text around a cursor, as the writing use case sees it: LF line ends, split at the cursor."""

from dataclasses import dataclass
from functools import cached_property

from afterword.brief.project.project import UNKNOWN_PAGE, ProjectPage


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A document's text and one place in it. Offsets count code points."""

    text: str
    """The whole document as the editor has it; line ends may be LF, CRLF or CR."""
    char_offset: int
    """Where the cursor is: 0 is before the first character."""
    language_id: str = "plaintext"
    """The LSP language id: ``markdown``, ``plaintext``, ``latex`` …"""
    uri: str = ""
    """Names the document among the open ones."""
    other_documents: tuple[str, ...] = ()
    """Texts of the writer's other open documents, for the names in them."""
    page: ProjectPage = UNKNOWN_PAGE
    """What its project tells about the document."""

    @cached_property
    def before(self) -> str:
        """What stands before the cursor, with LF line ends."""
        return _with_lf(self.text[: self.char_offset])

    @cached_property
    def after(self) -> str:
        """What stands after the cursor, with LF line ends."""
        return _with_lf(self.text[self.char_offset :])

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


def _with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
