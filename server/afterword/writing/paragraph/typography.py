"""The typography of a document, so that added text is set alike: “ ” or " ", — or --, … or ...

Only marks with one meaning are replaced, and only where the document leaves no doubt. Pure text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.character_classes import CJK_CLASS
from afterword.prose.fit.quotation_marks import (
    QuotationHabits,
    clear_majority,
    read_quotation_habits,
)
from afterword.prose.fit.spacing import without_spaces_after_marks

NEAR_CHARS: Final = 8_000
"""Characters on each side of a place whose marks are counted."""
FEWEST_MARKS: Final = 2
"""Marks of a kind needed for a style: a single one may be a slip."""

_APOSTROPHE: Final = regex.compile(r"(?<=\p{L})['’](?=\p{L})")
_ELLIPSIS: Final = regex.compile(r"(?<![.…])(?:\.{3}|…{1,2}|\. \. \.)(?![.…])")
_LETTER: Final = rf"[\p{{L}}--{CJK_CLASS}]"
_DASH: Final = regex.compile(
    rf"(?V1)(?<={_LETTER})(?: (?:—|–|--) |—|---?)(?={_LETTER})"
)  # fmt: skip
"""A dash between two words. A tight – is none: it joins places, names and years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """The marks of a document; None where it has no clear style, and marks are left as they are."""

    quotations: QuotationHabits | None = None
    """The quotation marks; None leaves the spaces of Chinese text as they are too."""
    apostrophe: str | None = None
    ellipsis: str | None = None
    dash: str | None = None
    """The dash, with the spaces around it."""

    def fit(self, text: str, *, before: str) -> str:
        """Return ``text`` with these marks; ``before`` decides which quotations are open."""
        text = _replace(_APOSTROPHE, self.apostrophe, text)
        text = _replace(_ELLIPSIS, self.ellipsis, text)
        text = _replace(_DASH, self.dash, text)
        if self.quotations is None:
            return text
        return without_spaces_after_marks(self.quotations.fit(text, before=before), before)


def read_typography(before: str, after: str) -> Typography:
    """Return the typography of the text around a place."""
    near = before[-NEAR_CHARS:] + "\n" + after[:NEAR_CHARS]
    return Typography(
        quotations=read_quotation_habits(before[-NEAR_CHARS:], after[:NEAR_CHARS]),
        apostrophe=_dominant_mark(_APOSTROPHE.findall(near)),
        ellipsis=_dominant_mark(_ELLIPSIS.findall(near)),
        dash=_dominant_mark(_DASH.findall(near)),
    )


def _dominant_mark(marks: Iterable[str]) -> str | None:
    mark, count = clear_majority(marks)
    return mark if count >= FEWEST_MARKS else None


def _replace(pattern: "regex.Pattern[str]", mark: str | None, text: str) -> str:
    return text if mark is None else pattern.sub(lambda _found: mark, text)
