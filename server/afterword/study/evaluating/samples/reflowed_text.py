"""Text without hard wraps, for books whose paragraphs are not separated by blank lines."""

from itertools import pairwise
from typing import Final

from afterword.prose.characters.graphemes import display_width
from afterword.prose.structure.hard_wraps import line_separator

_NARROWEST: Final = 50
"""The smallest column at which such books are wrapped."""
_WIDEST: Final = 100
"""The largest column at which such books are wrapped."""
_MIN_LINES: Final = 8
"""The smallest number of lines of a text that is reflowed."""
_FULL_SHARE: Final = 0.5
"""The smallest share of lines that are full: prose fills most lines, verse and lists don't."""


def reflow(text: str) -> str:
    """Return ``text`` with one line for each paragraph, if all of it is wrapped at one column.

    A paragraph ends where the next word would still have fitted into the line. Other texts are
    returned unchanged: paragraphs between blank lines were joined when the document was read.
    """
    lines = text.split("\n")
    widths = [display_width(line.rstrip()) for line in lines]
    widest = max(widths, default=0)
    if len(lines) < _MIN_LINES or not _NARROWEST <= widest <= _WIDEST:
        return text
    fits = [
        width + 1 + display_width(below.split(maxsplit=1)[0] if below.strip() else "") <= widest
        for width, (_, below) in zip(widths, pairwise(lines), strict=False)
    ]
    filled = sum(bool(width) for width in widths)
    if sum(not fit for fit in fits) < _FULL_SHARE * filled:
        return text
    joined = lines[0]
    for fit, (above, below) in zip(fits, pairwise(lines), strict=True):
        is_break = fit or not above.strip() or not below.strip()
        joined = (
            f"{joined.rstrip()}\n"
            if is_break
            else joined.rstrip() + line_separator(above.rstrip(), below)
        )
        joined += below.lstrip()
    return joined
