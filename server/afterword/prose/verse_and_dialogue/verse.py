"""Verse before a place: its stanzas, and the lines that give the next line its rhyme and length."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.block_markers import (
    is_block_quotation,
    is_heading,
    is_list_item,
    is_rule,
    is_table_row,
)
from afterword.prose.verse_and_dialogue.speaker_cues import read_cues

MAX_LINE_COLUMNS: Final = 60
"""Columns of the widest line of verse."""
MIN_LINES: Final = 3
"""Lines from which a stanza is recognised as verse; two short lines may be anything."""

Rhyme = Callable[[str, str], bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verse:
    """The verse before the next line."""

    stanza: tuple[str, ...]
    """The lines of the stanza that is being written; maybe none."""
    earlier: tuple[tuple[str, ...], ...]
    """The stanzas before it, the nearest last."""

    @property
    def is_verse(self) -> bool:
        """Whether these look like lines that were broken intentionally."""
        lines = self.stanza or (self.earlier[-1] if self.earlier else ())
        return (
            len(lines) >= MIN_LINES
            and all(display_width(line) <= MAX_LINE_COLUMNS for line in lines)
            and not read_cues("\n".join(lines))
            and not any(line.lstrip()[:1] in '“"「『«—–' for line in lines)
        )

    def model_line(self, partner: int | None) -> str | None:
        """Return the line whose length the next one should have; None where there is none."""
        index = len(self.stanza)
        models = [stanza for stanza in self.earlier if len(stanza) > index]
        if models:
            return models[-1][index]
        if partner is not None:
            return self.stanza[partner]
        return self.stanza[-2:][0] if self.stanza else None

    def partner(self, rhyme: Rhyme) -> int | None:
        """Return the index of the stanza's line that the next one should rhyme with; None if none.

        It follows the rhyme scheme of the last stanza that has so many lines; without one, AABB and
        ABAB are recognised by the lines before.
        """
        index = len(self.stanza)
        models = [stanza for stanza in self.earlier if len(stanza) > index]
        if models:
            earlier = range(index - 1, -1, -1)
            return next((at for at in earlier if rhyme(models[-1][at], models[-1][index])), None)
        if index < 3:
            return None
        first, second, third = self.stanza[-3:]
        if rhyme(first, second):
            return index - 1
        return index - 2 if rhyme(first, third) else None


def read_verse(before: str) -> Verse:
    """Return the stanzas before a place, which is at the end of a line or on the next one."""
    blocks = [block.strip("\n").split("\n") for block in before.rstrip(" \t").split("\n\n")]
    *above, last = blocks
    stanza = [line for line in last if line.strip()]
    return Verse(stanza=_lines(stanza), earlier=tuple(filter(None, map(_lines, above))))


def _lines(block: Sequence[str]) -> tuple[str, ...]:
    """Return a block's lines; none if it has a heading or another block marker."""
    marks = (is_heading, is_rule, is_list_item, is_block_quotation, is_table_row)
    lines = tuple(line.strip() for line in block if line.strip())
    return () if any(mark(line) for line in lines for mark in marks) else lines
