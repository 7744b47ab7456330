"""Cursor samples: places of every kind in documents at which policies are asked. Knows no models."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import regex

from afterword.prose.words.word_boundaries import SPACED_WORD
from afterword.study.evaluating.samples.writings import Paragraph, Writing
from afterword.writing.passage import Passage


class PlaceKind(StrEnum):
    """The kind of a place, by the text around the cursor. Only the last two have text to the right."""

    WORD_START = "word_start"
    """After the space before a word, inside a sentence."""
    STEM = "stem"
    """After two or three letters of a word of five or more."""
    MID_WORD = "mid_word"
    """After four or more letters of a word, two or more before its end."""
    SENTENCE_START = "sentence_start"
    """At the start of a sentence that is not the first of its paragraph."""
    CHARACTER = "character"
    """Between two characters of a script without spaces."""
    GAP = "gap"
    """Inside a sentence, where one to three words were removed; the text to the right stays."""
    WHOLE_SENTENCE = "whole_sentence"
    """Inside a sentence where nothing is missing: any suggestion is wrong."""


BY_WORD: Final = {
    PlaceKind.WORD_START: 0.40,
    PlaceKind.STEM: 0.20,
    PlaceKind.MID_WORD: 0.10,
    PlaceKind.SENTENCE_START: 0.10,
    PlaceKind.GAP: 0.10,
    PlaceKind.WHOLE_SENTENCE: 0.10,
}
"""The share of each kind of place in languages with spaces."""
BY_CHARACTER: Final = {
    PlaceKind.CHARACTER: 0.70,
    PlaceKind.SENTENCE_START: 0.10,
    PlaceKind.GAP: 0.10,
    PlaceKind.WHOLE_SENTENCE: 0.10,
}
"""The share of each kind of place in languages without spaces."""

_WORD: Final = regex.compile(SPACED_WORD, flags=regex.VERSION1)
_LETTERS: Final = regex.compile(r"[\p{L}\p{M}]+")
_MIN_BEFORE_CHARS: Final = 40
"""The smallest number of characters of the paragraph before a cursor."""
_MIN_AFTER_CHARS: Final = 24
"""The smallest number of characters of the paragraph after a cursor."""
_CHARACTER_MIN_BEFORE: Final = 20
"""The same as ``_MIN_BEFORE_CHARS``, for languages without spaces."""
_CHARACTER_MIN_AFTER: Final = 12
"""The same as ``_MIN_AFTER_CHARS``, for languages without spaces."""
_TRUTH_CHARS: Final = 240
"""The number of characters of the written text that are compared: longer than any suggestion."""
_TRIES: Final = 30
"""The largest number of random draws for each place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorSample:
    """A cursor in a document."""

    writing: Writing
    kind: PlaceKind
    char_offset: int
    resume_offset: int | None = None
    """The offset at which the text to the right continues; None if there is none."""
    sentence_chars: int
    """The number of characters from the start of the sentence to the cursor."""

    @property
    def truth(self) -> str:
        """The text that was written after the cursor, up to the end of the paragraph or of the gap."""
        if self.resume_offset is not None:
            return self.writing.document.text[self.char_offset : self.resume_offset]
        return self.rest_of_paragraph[:_TRUTH_CHARS]

    @property
    def rest_of_paragraph(self) -> str:
        """The text that was written after the cursor, up to the end of the paragraph."""
        text = self.writing.document.text
        end = text.find("\n", self.char_offset)
        return text[self.char_offset : len(text) if end < 0 else end]

    def passage(self) -> Passage:
        """Return the document with the cursor at this place."""
        text = self.writing.document.text
        after = "" if self.resume_offset is None else text[self.resume_offset :]
        return Passage(
            text=text[: self.char_offset] + after,
            char_offset=self.char_offset,
            language_id=self.writing.language_id,
            uri=f"place:{self.writing.key}:{self.char_offset}:{self.kind}",
        )


def choose_places(writings: Sequence[Writing], *, limit: int, seed: int) -> list[CursorSample]:
    """Choose up to ``limit`` places at random, with a fixed share of each kind.

    The number of places in a document is proportional to its size. The same texts, limit and seed
    give the same places; a higher limit adds to them. They are in the order of the text.
    """
    by_word = [writing for writing in writings if not writing.is_spaceless_language]
    by_character = [writing for writing in writings if writing.is_spaceless_language]
    size = sum(writing.size_bytes for writing in writings) or 1
    places = list[CursorSample]()
    for group, shares in ((by_word, BY_WORD), (by_character, BY_CHARACTER)):
        count = round(limit * sum(writing.size_bytes for writing in group) / size)
        for kind, share in shares.items():
            wanted = round(count * share)
            places += choose_places_of_kind(group, kind, count=wanted, seed=seed)
    return sorted(places, key=lambda place: (place.writing.key, place.char_offset))


def choose_places_of_kind(
    writings: Sequence[Writing], kind: PlaceKind, *, count: int, seed: int
) -> list[CursorSample]:
    """Choose up to ``count`` places of one kind.

    Places of all kinds stand in the same paragraphs, so that the model reads each page once.
    """
    paragraphs = random.Random(seed)
    choices = random.Random(f"{seed}:{kind}")
    weights = [writing.size_bytes for writing in writings]
    found = dict[tuple[str, int], CursorSample]()
    for _ in range(count * _TRIES if writings else 0):
        if len(found) >= count:
            break
        writing = paragraphs.choices(writings, weights)[0]
        place = _try_place(writing, paragraphs.choice(writing.paragraphs), kind, choices)
        if place is not None:
            found.setdefault((writing.key, place.char_offset), place)
    return list(found.values())


def _try_place(
    writing: Writing, paragraph: Paragraph, kind: PlaceKind, choices: random.Random
) -> CursorSample | None:
    text = writing.document.text[paragraph.start : paragraph.end]
    offsets = _offsets(text, paragraph, kind, is_spaceless_language=writing.is_spaceless_language)
    least, rest = _MIN_BEFORE_CHARS, _MIN_AFTER_CHARS
    if writing.is_spaceless_language:
        least, rest = _CHARACTER_MIN_BEFORE, _CHARACTER_MIN_AFTER
    offsets = [offset for offset in offsets if least <= offset <= len(text) - rest]
    if not offsets:
        return None
    offset = choices.choice(offsets)
    gap_chars = 0
    if kind is PlaceKind.GAP:
        gap_chars = _gap_chars(
            text, offset, choices, is_spaceless_language=writing.is_spaceless_language
        )
        if gap_chars >= len(text) - offset - 1:
            return None
    is_open = kind not in {PlaceKind.GAP, PlaceKind.WHOLE_SENTENCE}
    place = CursorSample(
        writing=writing,
        kind=kind,
        char_offset=paragraph.start + offset,
        resume_offset=None if is_open else paragraph.start + offset + gap_chars,
        sentence_chars=paragraph.sentence_chars(offset),
    )
    return None if writing.is_quiet(place.passage()) else place


def _offsets(
    text: str, paragraph: Paragraph, kind: PlaceKind, *, is_spaceless_language: bool
) -> list[int]:
    """Return the offsets of a kind in a paragraph: all of them, or one in each word."""
    starts = set(paragraph.sentence_starts)
    if kind is PlaceKind.SENTENCE_START:
        return [offset for offset in paragraph.sentence_starts if offset]
    if is_spaceless_language:
        inside = (offset for offset in range(1, len(text)) if offset not in starts)
        return [offset for offset in inside if not text[offset - 1 : offset + 1].isspace()]
    words = [found.span() for found in _WORD.finditer(text)]
    if kind is PlaceKind.STEM:
        return [
            start + 2 + (start % 2) for start, end in words if _is_long(text[start:end], least=5)
        ]
    if kind is PlaceKind.MID_WORD:
        return [
            start + 4 + start % (end - start - 5)
            for start, end in words
            if _is_long(text[start:end], least=6)
        ]
    return [start for start, _ in words if start not in starts and text[start - 1] == " "]


def _is_long(word: str, *, least: int) -> bool:
    return len(word) >= least and _LETTERS.fullmatch(word) is not None


def _gap_chars(
    text: str, offset: int, choices: random.Random, *, is_spaceless_language: bool
) -> int:
    """Return the length of a gap: one to three words, or two to six characters without spaces."""
    if is_spaceless_language:
        return choices.randint(2, 6)
    end = offset
    for _ in range(choices.randint(1, 3)):
        found = _WORD.search(text, end)
        end = found.end() if found else end
    return end - offset
