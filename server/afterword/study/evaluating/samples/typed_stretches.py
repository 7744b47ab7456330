"""Stretches of documents that simulated typing types from start to end."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from afterword.study.evaluating.samples.writings import Paragraph, Writing
from afterword.writing.passage import Passage

STRETCH_CHARS: Final = 120
"""The largest number of characters of a stretch: a sentence or two."""
STRETCH_CHARACTERS: Final = 40
"""The same in scripts without spaces."""
_BEYOND_CHARS: Final = 120
"""The number of characters after a stretch that a suggestion is compared with too."""
_SHORTEST_SHARE: Final = 0.5
"""The smallest length of a stretch, as a share of the largest one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a paragraph that begins at the start of a sentence."""

    writing: Writing
    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text that is typed."""
        return self.writing.document.text[self.start : self.end]

    def truth(self, char_offset: int) -> str:
        """Return what was written after ``char_offset``, also after the end of the stretch."""
        end = min(self.paragraph.end, self.end + _BEYOND_CHARS)
        return self.writing.document.text[char_offset:end]

    def passage(self, char_offset: int) -> Passage:
        """Return the document up to ``char_offset``, with the cursor at its end."""
        return Passage(
            text=self.writing.document.text[:char_offset],
            char_offset=char_offset,
            language_id=self.writing.language_id,
            uri=f"stretch:{self.writing.key}:{self.start}",
        )

    def sentence_chars(self, char_offset: int) -> int:
        """Return the number of characters from the start of the sentence to ``char_offset``."""
        return self.paragraph.sentence_chars(char_offset - self.paragraph.start)


def choose_stretches(writings: Sequence[Writing], *, total_chars: int, seed: int) -> list[Stretch]:
    """Choose stretches that don't overlap, with about ``total_chars`` characters together.

    The number of stretches in a document is proportional to its size. A character of a script
    without spaces counts as three. The same texts, number and seed give the same stretches.
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
        # At most one from each paragraph, so that they don't overlap.
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
