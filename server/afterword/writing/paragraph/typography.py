"""The marks that a page uses, so that what is added is set alike: “ ” or " ", — or --, … or ...

Only marks with one meaning are exchanged, and only where the page leaves no doubt. Pure text.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.character_classes import CJK_CLASS
from afterword.prose.structure.paired_marks import open_pairs

PAGE_CHARS: Final = 8_000
"""How much text on each side of a place counts as its page."""
FEWEST_MARKS: Final = 2
"""One mark may be a slip."""
LEAST_SHARE: Final = 0.8
"""A page that mixes its marks more than this has no style to follow."""

_CORNERS: Final = ("「", "」")
_QUOTES: Final = {
    '"': ('"', '"'), "“": ("“", "”"), "„": ("„", "“"), "「": _CORNERS, "``": ("``", "''"),
    "«": ("«", "»"), "« ": ("« ", " »"), "«\u00a0": ("«\u00a0", "\u00a0»"),
    "«\u202f": ("«\u202f", "\u202f»"),
}  # fmt: skip
"""What opens a quotation, with what closes it: French has three widths of space."""
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
"""Between two words. A tight – is no dash: it joins places, names and years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """A page's habits; None where it has none, and what comes is left as it is."""

    quote: str | None = None
    """What opens a quotation."""
    apostrophe: str | None = None
    ellipsis: str | None = None
    dash: str | None = None
    """With the spaces around it."""

    def fit(self, text: str, *, before: str) -> str:
        """Return ``text`` with the page's marks; ``before`` tells whether a quotation is open."""
        text = _replace(_APOSTROPHE, self.apostrophe, text)
        text = _replace(_ELLIPSIS, self.ellipsis, text)
        text = _replace(_DASH, self.dash, text)
        return text if self.quote is None else _requote(text, self.quote, before)


def read_marks(before: str, after: str) -> Marks:
    """Look at the text around a place."""
    page = before[-PAGE_CHARS:] + "\n" + after[:PAGE_CHARS]
    return Marks(
        quote=_habit(_quotes(page)),
        apostrophe=_habit(_APOSTROPHE.findall(page)),
        ellipsis=_habit(_ELLIPSIS.findall(page)),
        dash=_habit(_DASH.findall(page)),
    )


def _quotes(page: str) -> Iterable[str]:
    """Yield what opens each quotation; a straight mark counts for half of one."""
    is_low = "„" in page
    straight = 0
    for mark in _QUOTE.findall(page):
        if mark == '"':
            straight += 1
        elif mark in _QUOTES and not (mark == "“" and is_low):
            yield mark
    yield from ['"'] * (straight // 2)


def _habit(marks: Iterable[str]) -> str | None:
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
    still_open = [mark for mark in open_pairs(before[-PAGE_CHARS:]) if mark in _OPENERS]
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
    """Tell whether a mark opens a quotation, where ``opener`` has opened one or is empty."""
    if mark in _ALWAYS_OPENING or mark in _ALWAYS_CLOSING:
        return mark in _ALWAYS_OPENING
    return opener != "„" if mark == "“" else not opener
