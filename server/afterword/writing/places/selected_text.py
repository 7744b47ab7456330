"""What the writer means to have rewritten or described: the selection, or the sentence at the cursor."""

from dataclasses import dataclass, replace
from typing import Final

import regex

from afterword.prose.characters.line_ends import with_lf_line_ends
from afterword.prose.structure.block_markers import is_heading, is_table_row
from afterword.prose.structure.paragraphs import paragraph_around
from afterword.prose.structure.sentences import sentence_ends
from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.writing.passage import Passage
from afterword.writing.places.paragraph_end import LOOK_AROUND_CHARS

MOST_CHARS: Final = 600
"""Longer texts are not put into other words as one: too much gets lost."""
MOST_CHARS_OF_SUBJECT: Final = 80
"""What is to be described is named, not told."""
_LETTER: Final = regex.compile(r"\p{L}")
_LINE_OPENING: Final = regex.compile(r"(?:[ \t]*(?:[-*+>]|\d+[.)])[ \t]+)*[ \t\u3000]*")
"""A list mark, a quotation mark of Markdown, an indent: they are the page's, not the sentence's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedText:
    """A part of a document. Its text has LF line ends; its place is that of the document's own."""

    passage: Passage
    """With the cursor at its start."""
    text: str
    is_sentence: bool
    """Whether it is one sentence and no more."""

    @property
    def before(self) -> str:
        """All text before it."""
        return self.passage.before

    @property
    def after(self) -> str:
        """All text behind it."""
        return self.passage.after[len(self.text) :]

    @property
    def start_char_offset(self) -> int:
        """Where it begins in the document's own text."""
        return self.passage.char_offset

    @property
    def end_char_offset(self) -> int:
        """Where it ends there."""
        return self.passage.text_offset(len(self.text))


def find_span(passage: Passage, end_char_offset: int) -> SelectedText | None:
    """Return what is to be rewritten; None if it is no prose, or too long.

    Args:
        passage: with the cursor where the selection begins.
        end_char_offset: in the document's own text where it ends; the same place if it is empty.
    """
    selected = with_lf_line_ends(passage.text[passage.char_offset : end_char_offset])
    if selected.strip():
        lead, length = len(selected) - len(selected.lstrip()), len(selected.strip())
    elif (found := _sentence_at(passage)) is not None:
        lead, length = found
    else:
        return None
    if length > MOST_CHARS:
        return None  # before anything is looked at that takes as long as the selection is
    start = _offset_before(passage, -lead) if lead < 0 else passage.text_offset(lead)
    moved = replace(passage, char_offset=start)
    text = moved.after[:length]
    span = SelectedText(passage=moved, text=text, is_sentence=_is_one_sentence(text, moved.before))
    return span if _is_prose(span) else None


def subject_of(passage: Passage, end_char_offset: int) -> str:
    """Return what a selection names, on one line; empty if it is too long to be a name of something."""
    subject = " ".join(passage.text[passage.char_offset : end_char_offset].split())
    fits = len(subject) <= MOST_CHARS_OF_SUBJECT and _LETTER.search(subject)
    return subject if fits else ""


def _sentence_at(passage: Passage) -> tuple[int, int] | None:
    """Return where the cursor's sentence begins, from the cursor on, and its length; None on no text."""
    before = passage.before[-LOOK_AROUND_CHARS:]
    window, cursor = before + passage.after[:LOOK_AROUND_CHARS], len(before)
    first, last = paragraph_around(window, cursor)
    opening = _LINE_OPENING.match(window, first, last)
    first = opening.end() if opening else first
    paragraph = window[first:last]
    if not paragraph.strip():
        return None
    ends = [*sentence_ends(paragraph, before=window[:first]), len(paragraph)]
    start = 0
    for end in ends:
        sentence = paragraph[start:end]
        if sentence.strip() and cursor - first <= end:
            lead = len(sentence) - len(sentence.lstrip())
            return first + start + lead - cursor, len(sentence.strip())
        start = end if sentence.strip() else start
    return None


def _is_one_sentence(text: str, before: str) -> bool:
    ends = sentence_ends(text, before=before)
    return ends == [len(text)]


def _is_prose(span: SelectedText) -> bool:
    """Tell whether a span is something to put into other words."""
    text = span.text
    if not _LETTER.search(text) or "\n\n" in text:
        return False
    line = span.before.rpartition("\n")[2] + text + span.after.partition("\n")[0]
    if any(is_heading(each) or is_table_row(each) for each in line.split("\n")):
        return False
    language_id = span.passage.language_id
    ends = ((span.before, text + span.after), (span.before + text, span.after))
    return all(quiet_zone(before, after, language_id) is None for before, after in ends)


def _offset_before(passage: Passage, count: int) -> int:
    """Return the offset in the document's own text of the place ``count`` LF characters earlier."""
    offset = passage.char_offset
    for _ in range(count):
        offset -= 2 if passage.text.endswith("\r\n", 0, offset) else 1
    return offset
