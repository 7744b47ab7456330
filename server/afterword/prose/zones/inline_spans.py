"""Spans inside a paragraph between two marks: code, math, notes."""

from typing import Final

import regex

from afterword.prose.zones.near_text import NearText

_TYPED_CHARS: Final = 60
"""Characters after an unclosed mark that count as its span. Further on in the line, the mark is taken
for something else: a quotation mark, a sign of its own."""


def is_in_span(near: NearText, opening: regex.Pattern[str], closing: regex.Pattern[str]) -> bool:
    """Tell whether the cursor is in a span: one that is closed later, or is being typed.

    Args:
        near: the text near the cursor.
        opening: what begins a span.
        closing: what ends it, searched for behind the opening; it may look behind.
    """
    typed = unclosed_part(near.paragraph, opening, closing)
    if typed is None:
        return False
    closed, opened = closing.search(near.rest), opening.search(near.rest)
    if closed and not (opened and opened.start() < closed.start()):
        return True
    return "\n" not in typed and len(typed) <= _TYPED_CHARS


def unclosed_part(
    text: str, opening: regex.Pattern[str], closing: regex.Pattern[str]
) -> str | None:
    """Return what stands behind the last opening that ``text`` does not close; None if there is none."""
    place = 0
    unclosed = None
    while found := opening.search(text, place):
        closed = closing.search(text, found.end()) if unclosed is None else None
        if closed is None:  # then nothing closes a later one either
            unclosed = found.end()
        place = max(found.end() if closed is None else closed.end(), found.start() + 1)
    return None if unclosed is None else text[unclosed:]
