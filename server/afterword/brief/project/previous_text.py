"""The text that a reader has read before coming to a document: the files before it in its project.

It changes when one of them is saved, never with a keystroke, so that the cached prefix stays valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.brief.budget import BYTES_PER_TOKEN

_MAX_TAIL_CHARS: Final = 8192 * BYTES_PER_TOKEN
"""How many characters of the text before a document are kept: as many as the largest budget holds."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a file that is read before the document."""

    source: str
    """The name that people see: its heading with its file's name, or that name alone."""
    text: str
    """Empty for a file of which nothing is read."""
    file: Path
    """The file that it stands in."""


class PreviousText:
    """What is read before one document."""

    def __init__(self, chapters: Sequence[Chapter] = ()) -> None:
        """Keep the end of the chapters, which are in reading order."""
        self._chapters = tuple(chapter for chapter in chapters if chapter.text)
        tail = "\n\n".join(chapter.text for chapter in self._chapters)[-_MAX_TAIL_CHARS:].strip()
        self.tail = f"{tail}\n\n" if tail else ""
        """The end of the text, which a reader has read last before the document."""

    def sources_of(self, tail_chars: int) -> list[str]:
        """Return where so many characters of the tail's end come from, in order."""
        sources = list[str]()
        for chapter in reversed(self._chapters):
            if tail_chars <= 0:
                break
            sources.append(chapter.source)
            tail_chars -= len(chapter.text) + 2
        return sources[::-1]
