"""A place where a text goes in, with the text on both sides of it."""

from dataclasses import dataclass

from afterword.writing.passage import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertionPoint:
    """A place at or after the cursor, never inside a sentence."""

    before: str
    after: str
    char_offset: int
    """The offset in the document's own text."""
    lead: str = ""
    """Text to insert before the continuation, such as a blank line. ``before`` ends with it."""
    trail: str = ""
    """Text to insert between the continuation and the text after it."""


def place_after(passage: Passage, moved: int, *, lead: str = "", trail: str = "") -> InsertionPoint:
    """Return the place ``moved`` characters after the cursor."""
    return InsertionPoint(
        before=passage.before + passage.after[:moved] + lead,
        after=passage.after[moved:],
        char_offset=passage.text_offset(moved),
        lead=lead,
        trail=trail,
    )
