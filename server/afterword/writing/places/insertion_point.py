"""A place where a text goes in, and what stands on both sides of it."""

from dataclasses import dataclass

from afterword.writing.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertionPoint:
    """A place at or after the cursor, never inside a sentence."""

    before: str
    after: str
    char_offset: int
    """In the document's own text."""
    lead: str = ""
    """What has to stand between the document's text and the continuation: a blank line under a
    heading. ``before`` ends with it."""
    trail: str = ""
    """What has to stand between the continuation and the text behind it."""


def place_after(passage: Passage, moved: int, *, lead: str = "", trail: str = "") -> InsertionPoint:
    """Return the place ``moved`` characters after the cursor."""
    return InsertionPoint(
        before=passage.before + passage.after[:moved] + lead,
        after=passage.after[moved:],
        char_offset=passage.text_offset(moved),
        lead=lead,
        trail=trail,
    )
