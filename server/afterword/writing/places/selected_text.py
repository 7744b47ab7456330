"""The text to rewrite or describe: the selection, or the sentence at the cursor."""

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
"""Characters to rewrite at most: in a longer text too much gets lost."""
MOST_CHARS_OF_SUBJECT: Final = 80
"""Characters in the subject of a description at most."""
_LETTER: Final = regex.compile(r"\p{L}")
_LINE_OPENING: Final = regex.compile(r"(?:[ \t]*(?:[-*+>]|\d+[.)])[ \t]+)*[ \t\u3000]*")
"""List marks, Markdown's quotation marks and the indent, which are no part of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedText:
    """A part of a document. Its text has LF line ends; its offsets are the document's own."""

    passage: Passage
    """The document, with the cursor at the start of the text."""
    text: str
    is_sentence: bool
    """Whether it is one sentence and no more."""

    @property
    def before(self) -> str:
        """All text before it."""
        return self.passage.before

    @property
    def after(self) -> str:
        """All text after it."""
        return self.passage.after[len(self.text) :]

    @property
    def start_char_offset(self) -> int:
        """The offset of its start in the document's own text."""
        return self.passage.char_offset

    @property
    def end_char_offset(self) -> int:
        """The offset of its end in the document's own text."""
        return self.passage.text_offset(len(self.text))


def select_text(passage: Passage, end_char_offset: int) -> SelectedText | None:
    """Return the text to rewrite; None if it is no prose, or too long.

    Args:
        passage: the document, with the cursor where the selection begins.
        end_char_offset: where the selection ends, in the document's own text.
    """
    selection = with_lf_line_ends(passage.text[passage.char_offset : end_char_offset])
    if selection.strip():
        lead, length = len(selection) - len(selection.lstrip()), len(selection.strip())
    elif (found := _sentence_at(passage)) is not None:
        lead, length = found
    else:
        return None
    if length > MOST_CHARS:
        return None  # before anything that takes time in proportion to the length
    start = _offset_before(passage, -lead) if lead < 0 else passage.text_offset(lead)
    moved = replace(passage, char_offset=start)
    text = moved.after[:length]
    is_sentence = sentence_ends(text, before=moved.before) == [len(text)]
    selected = SelectedText(passage=moved, text=text, is_sentence=is_sentence)
    return selected if _is_prose(selected) else None


def subject_of(passage: Passage, end_char_offset: int) -> str:
    """Return the selection on one line as a subject; empty if it is too long for one."""
    subject = " ".join(passage.text[passage.char_offset : end_char_offset].split())
    fits = len(subject) <= MOST_CHARS_OF_SUBJECT and _LETTER.search(subject)
    return subject if fits else ""


def _sentence_at(passage: Passage) -> tuple[int, int] | None:
    """Return the start of the cursor's sentence relative to the cursor, and its length; or None."""
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


def _is_prose(selected: SelectedText) -> bool:
    """Return whether a text can be rewritten."""
    text = selected.text
    if not _LETTER.search(text) or "\n\n" in text:
        return False
    line = selected.before.rpartition("\n")[2] + text + selected.after.partition("\n")[0]
    if any(is_heading(each) or is_table_row(each) for each in line.split("\n")):
        return False
    language_id = selected.passage.language_id
    ends = ((selected.before, text + selected.after), (selected.before + text, selected.after))
    return all(quiet_zone(before, after, language_id) is None for before, after in ends)


def _offset_before(passage: Passage, count: int) -> int:
    """Return the offset in the document's own text that is ``count`` LF characters earlier."""
    offset = passage.char_offset
    for _ in range(count):
        offset -= 2 if passage.text.endswith("\r\n", 0, offset) else 1
    return offset
