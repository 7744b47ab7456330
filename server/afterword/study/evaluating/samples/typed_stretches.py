"""Pieces of documents that are typed from their first character to their last."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from afterword.study.evaluating.samples.documents import Paragraph, Writing
from afterword.writing.passage import Passage

STRETCH_CHARS: Final = 120
"""Long enough for a sentence or two, short enough to take many from many documents."""
STRETCH_CHARACTERS: Final = 40
"""In scripts without spaces."""
_BEYOND_CHARS: Final = 120
"""A suggestion may run on behind the stretch."""
_SHORTEST_SHARE: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of one paragraph; it begins with a sentence."""

    writing: Writing
    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        """What is typed."""
        return self.writing.document.text[self.start : self.end]

    def truth(self, char_offset: int) -> str:
        """Return what was written from ``char_offset`` on, beyond the stretch's end too."""
        end = min(self.paragraph.end, self.end + _BEYOND_CHARS)
        return self.writing.document.text[char_offset:end]

    def passage(self, char_offset: int) -> Passage:
        """Return the document as far as it is written when ``char_offset`` has been reached."""
        return Passage(
            text=self.writing.document.text[:char_offset],
            char_offset=char_offset,
            language_id=self.writing.language_id,
            uri=f"stretch:{self.writing.key}:{self.start}",
        )

    def sentence_chars(self, char_offset: int) -> int:
        """Return how far into its sentence a place is."""
        return self.paragraph.sentence_chars(char_offset - self.paragraph.start)


def choose_stretches(writings: Sequence[Writing], *, total_chars: int, seed: int) -> list[Stretch]:
    """Choose stretches that do not overlap, about ``total_chars`` together, by size of documents.

    A character of a script without spaces counts for three. The same texts, number and seed give
    the same stretches.
    """
    choices = random.Random(f"{seed}:stretches")
    weights = [writing.size_bytes for writing in writings]
    found = list[Stretch]()
    taken = set[tuple[str, int]]()
    chars = 0
    for _ in range(total_chars):
        if chars >= total_chars:
            break
        writing = choices.choices(writings, weights)[0]
        stretch = _stretch(writing, choices.choice(writing.paragraphs), choices)
        # One from a paragraph, so that none overlap.
        if stretch is None or (writing.key, stretch.paragraph.start) in taken:
            continue
        taken.add((writing.key, stretch.paragraph.start))
        found.append(stretch)
        chars += (stretch.end - stretch.start) * (3 if writing.is_spaceless_language else 1)
    return found


def _stretch(writing: Writing, paragraph: Paragraph, choices: random.Random) -> Stretch | None:
    longest = STRETCH_CHARACTERS if writing.is_spaceless_language else STRETCH_CHARS
    start = paragraph.start + choices.choice(paragraph.sentence_starts)
    end = min(paragraph.end, start + longest)
    stretch = Stretch(writing=writing, paragraph=paragraph, start=start, end=end)
    if end - start < longest * _SHORTEST_SHARE or writing.is_quiet(stretch.passage(start)):
        return None
    return stretch
