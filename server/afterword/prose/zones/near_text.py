"""The text near the cursor: its line and its paragraph, as far as markup inside a paragraph reaches."""

from dataclasses import dataclass
from typing import Final

_PARAGRAPH_WINDOW: Final = 4_000
"""Characters on each side of the cursor that may belong to its paragraph."""
_LINE_WINDOW: Final = 600
"""Characters after the cursor that may belong to its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearText:
    """The line and the paragraph around a place, each cut in two at the cursor."""

    paragraph: str
    """The text before the cursor, since the last blank line."""
    rest: str
    """The text after the cursor, up to the next blank line."""
    line: str
    """The text before the cursor, since the last line break."""
    line_rest: str
    """The text after the cursor, up to the next line break."""


def near_text(before: str, after: str) -> NearText:
    """Return the line and the paragraph around the place between ``before`` and ``after``."""
    near = before[-_PARAGRAPH_WINDOW:]
    paragraph = near[near.rfind("\n\n") + 1 :].removeprefix("\n")
    return NearText(
        paragraph=paragraph,
        rest=after[:_PARAGRAPH_WINDOW].partition("\n\n")[0],
        line=paragraph[paragraph.rfind("\n") + 1 :],
        line_rest=after[:_LINE_WINDOW].partition("\n")[0],
    )
