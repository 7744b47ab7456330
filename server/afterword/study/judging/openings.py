"""Openings: texts up to the places at which all settings go on. Knows no models.

Half of them end inside a paragraph, where ``afterword evaluate --only continuations`` continues too,
half with a paragraph.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from afterword.study.evaluating.samples.cursor_samples import PlaceKind, choose_places_of_kind
from afterword.study.evaluating.samples.writings import Writing
from afterword.writing.passage import Passage

SHOWN_CHARS: Final = 900
"""Characters of the text before a place that a reader is shown, at most."""
_TRIES: Final = 30
"""The largest number of random draws for each opening."""


class OpeningPlace(StrEnum):
    """Where an opening ends."""

    INSIDE = "inside"
    """At the end of a sentence that is not the last of its paragraph."""
    PARAGRAPH_END = "paragraph_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A document up to a place."""

    writing: Writing
    char_offset: int
    place: OpeningPlace

    @property
    def passage(self) -> Passage:
        """The document up to this place, with the cursor at its end."""
        return Passage(
            text=self.writing.document.text[: self.char_offset],
            char_offset=self.char_offset,
            language_id=self.writing.language_id,
            uri=f"opening:{self.writing.key}:{self.char_offset}",
        )

    @property
    def shown(self) -> str:
        """The end of the text, from the start of a line where it can be."""
        text = self.writing.document.text[: self.char_offset].rstrip()
        if len(text) <= SHOWN_CHARS:
            return text.lstrip()
        near = text[-SHOWN_CHARS:]
        whole_lines = near.partition("\n")[2].lstrip()
        return whole_lines or "… " + near.lstrip()


def choose_openings(writings: Sequence[Writing], *, count: int, seed: int) -> list[Opening]:
    """Choose up to ``count`` openings at random; large documents get more of them.

    The same texts, count and seed give the same openings, in an order that says nothing.
    """
    ends = _paragraph_ends(writings, count=count // 2, seed=seed)
    places = choose_places_of_kind(
        writings, PlaceKind.SENTENCE_START, count=count - len(ends), seed=seed
    )
    inside = [
        Opening(writing=place.writing, char_offset=place.char_offset, place=OpeningPlace.INSIDE)
        for place in places
    ]
    chosen = [*inside, *ends]
    random.Random(f"{seed}:order").shuffle(chosen)
    return chosen


def _paragraph_ends(writings: Sequence[Writing], *, count: int, seed: int) -> list[Opening]:
    chance = random.Random(f"{seed}:{OpeningPlace.PARAGRAPH_END}")
    weights = [writing.size_bytes for writing in writings]
    found = dict[tuple[str, int], Opening]()
    for _ in range(count * _TRIES):
        if len(found) >= count:
            break
        writing = chance.choices(writings, weights)[0]
        end = chance.choice(writing.paragraphs).end
        opening = Opening(writing=writing, char_offset=end, place=OpeningPlace.PARAGRAPH_END)
        if not writing.is_quiet(opening.passage):
            found.setdefault((writing.key, end), opening)
    return list(found.values())
