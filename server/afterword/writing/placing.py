"""Where a paragraph's continuation goes in, and what stands on both sides of that place."""

from dataclasses import dataclass

from afterword.prose.block_lines import is_heading
from afterword.prose.paragraphs import paragraph_around
from afterword.prose.sentences import ends_sentence, sentence_ends
from afterword.writing.passage import Passage

LOOK_AROUND_CHARS = 20_000
"""How far a paragraph is searched for its ends; a longer one is taken to end there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place at or after the cursor, never inside a sentence."""

    before: str
    after: str
    char_offset: int
    """In the document's own text."""
    lead: str = ""
    """What has to stand between ``before`` and the continuation: a blank line under a heading."""


def find_place(passage: Passage) -> Place:
    """Return the first place from the cursor on where no sentence is broken.

    That is the cursor itself at the end of a paragraph and between two sentences; in the middle
    of a sentence, the end of this sentence; else the end of the paragraph.
    """
    line_start = passage.before.rfind("\n") + 1
    line_rest = passage.after.partition("\n")[0]
    if is_heading(passage.before[line_start:] + line_rest):
        # A heading is not continued: the text goes under it.
        return _place(passage, len(line_rest), lead="\n\n")
    return _place(passage, _chars_to_move(passage.before, passage.after))


def _place(passage: Passage, moved: int, *, lead: str = "") -> Place:
    return Place(
        before=passage.before + passage.after[:moved] + lead,
        after=passage.after[moved:],
        char_offset=passage.text_offset(moved),
        lead=lead,
    )


def _chars_to_move(before: str, after: str) -> int:
    near_before, near_after = before[-LOOK_AROUND_CHARS:], after[:LOOK_AROUND_CHARS]
    cursor = len(near_before)
    first, last = paragraph_around(near_before + near_after, cursor)
    rest = near_after[: max(0, last - cursor)]
    own = near_before[first:].rstrip()
    if not rest.strip() or not own or ends_sentence(own):
        return 0
    ends = [end for end in sentence_ends(rest, before=near_before) if rest[:end].strip()]
    return ends[0] if ends else len(rest.rstrip())
