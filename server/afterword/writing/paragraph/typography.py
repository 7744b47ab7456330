"""The typography of a document, so that added text is set alike: “ ” or " ", — or --, … or ...

Only marks with one meaning are replaced, and only where the document leaves no doubt. Pure text.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.character_classes import CJK_CLASS
from afterword.prose.structure.paired_marks import open_pairs

NEAR_CHARS: Final = 8_000
"""Characters on each side of a place whose marks are counted."""
FEWEST_MARKS: Final = 2
"""Marks of a kind needed for a style: a single one may be a slip."""
LEAST_SHARE: Final = 0.8
"""Share of the most frequent mark (0-1) below which there is no style to follow."""

_CORNERS: Final = ("「", "」")
_QUOTES: Final = {
    '"': ('"', '"'), "“": ("“", "”"), "„": ("„", "“"), "「": _CORNERS, "``": ("``", "''"),
    "«": ("«", "»"), "« ": ("« ", " »"), "«\u00a0": ("«\u00a0", "\u00a0»"),
    "«\u202f": ("«\u202f", "\u202f»"),
}  # fmt: skip
"""The opening and closing mark by opening mark; French has three widths of space."""
_QUOTE: Final = regex.compile(r"«[ \u00a0\u202f]?|[ \u00a0\u202f]?»|[“”„\"「」\n]|``|''")
_OPENERS: Final = frozenset('“„"「«”»')
_ALWAYS_CLOSING: Final = frozenset(("”", "」", "''"))
_ALWAYS_OPENING: Final = frozenset(("„", "「", "``"))
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

    quote: str | None = None
    """The opening quotation mark."""
    apostrophe: str | None = None
    ellipsis: str | None = None
    dash: str | None = None
    """The dash, with the spaces around it."""

    def fit(self, text: str, *, before: str) -> str:
        """Return ``text`` with these marks; ``before`` decides whether a quotation is open."""
        text = _replace(_APOSTROPHE, self.apostrophe, text)
        text = _replace(_ELLIPSIS, self.ellipsis, text)
        text = _replace(_DASH, self.dash, text)
        return text if self.quote is None else _requote(text, self.quote, before)


def read_typography(before: str, after: str) -> Typography:
    """Return the typography of the text around a place."""
    near = before[-NEAR_CHARS:] + "\n" + after[:NEAR_CHARS]
    return Typography(
        quote=_dominant_mark(_quotes(near)),
        apostrophe=_dominant_mark(_APOSTROPHE.findall(near)),
        ellipsis=_dominant_mark(_ELLIPSIS.findall(near)),
        dash=_dominant_mark(_DASH.findall(near)),
    )


def _quotes(near: str) -> Iterable[str]:
    """Yield the opening mark of each quotation; a straight mark counts for half of one."""
    is_low = "„" in near
    straight = 0
    for mark in _QUOTE.findall(near):
        if mark == '"':
            straight += 1
        elif mark in _QUOTES and not (mark == "“" and is_low):
            yield mark
    yield from ['"'] * (straight // 2)


def _dominant_mark(marks: Iterable[str]) -> str | None:
    counts = Counter(marks)
    if not counts:
        return None
    mark, count = counts.most_common(1)[0]
    is_clear = count >= FEWEST_MARKS and count >= LEAST_SHARE * counts.total()
    return mark if is_clear else None


def _replace(pattern: "regex.Pattern[str]", mark: str | None, text: str) -> str:
    return text if mark is None else pattern.sub(lambda _found: mark, text)


def _requote(text: str, quote: str, before: str) -> str:
    opening, closing = _QUOTES[quote]
    still_open = [mark for mark in open_pairs(before[-NEAR_CHARS:]) if mark in _OPENERS]
    opener = still_open[-1] if still_open else ""

    def exchange(found: "regex.Match[str]") -> str:
        nonlocal opener
        mark = found.group()
        if mark == "\n":  # a quotation that runs on is opened again in the next paragraph
            opener = ""
            return mark
        opener = mark.strip() if _opens(mark, opener) else ""
        return opening if opener else closing

    return _QUOTE.sub(exchange, text)


def _opens(mark: str, opener: str) -> bool:
    """Return whether a mark opens a quotation, given the mark of the open one, if any."""
    if mark in _ALWAYS_OPENING or mark in _ALWAYS_CLOSING:
        return mark in _ALWAYS_OPENING
    return opener != "„" if mark == "“" else not opener
