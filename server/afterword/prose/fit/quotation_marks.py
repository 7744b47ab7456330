"""Quotation marks as the page has them: “ ”, " ", „ “, „ ”, »…«, «…», ”…”, 「」 and others.

The page's own habit decides; where it has not yet shown how a quotation closes, the mark that is
open and the language do.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

import regex

from afterword.prose.characters.language_detection import detect_language
from afterword.prose.structure.quotations import (
    CLOSERS_OF,
    GAPS,
    GUILLEMETS,
    QUOTE_OR_BREAK,
    SINGLE_MARKS,
    Quotation,
    Role,
    gap_at,
    level_closed_by,
    quotations,
    role_of,
)

FEWEST_SINGLE_MARKS: Final = 2
"""Quotations in single marks that make them the habit; one may be a quoted word."""
Habit = TypeVar("Habit")
LEAST_SHARE: Final = 0.8
"""Share of the most frequent mark (0-1) below which there is no habit to follow."""
_OPEN_QUOTATION_CHARS: Final = 4_000
"""Characters before a place in which an open quotation is looked for."""
_CONTEXT_CHARS: Final = 200
"""Characters before a text that its first marks are judged by."""
_LANGUAGE_CHARS: Final = 2_000
"""Characters in which the language is read."""

_INNER_OF: Final = {
    "“": "‘", "‘": "“", "„": "‚", "«": "“", "»": "›", "”": "’", "「": "『", '"': "'", "'": '"',
}  # fmt: skip
"""The usual opening mark of a quotation inside another one, by the outer opening mark; in Cyrillic text
it is ``„`` inside of ``«``."""
_LETTERS_OF_99: Final = regex.compile("[ăâșțşţąęłńśźżćđőűђћ](?!.*[ėįų])", flags=regex.DOTALL)
"""A letter of Romanian, Polish, Hungarian, Croatian or Serbian, which close „ with ”, in a text that is
not Lithuanian. Short texts are recognised by it."""
_DIALOGUE: Final = regex.compile(r"[^\n‘’]{0,400}(?:(?<=\w)’\w[^\n‘’]{0,400})*[,.!?…]['’](?!\w)")
"""What is spoken, after a single opening mark: it ends with a mark of its own."""
_WHICH_CLOSER: Final[tuple[dict[str, int], dict[str, int]]] = (
    {"de": 0, "cs": 0, "ru": 0, "pl": 1, "hu": 1, "nl": 1, "he": 1},
    {"de": 0, "da": 0, "no": 0, "cs": 0, "sv": 1, "fi": 1},
)
"""The index of the closing mark in ``CLOSERS_OF``, by language: for low marks and for guillemets. „ is
closed with “ or ”, » with « or »."""
_NOT_INSIDE_WORD: Final = regex.compile(r"[«»‹›„‚“”‘\"「」『』`]|(?<!\p{L})['’]|['’](?!\p{L})")
"""A quotation mark; an apostrophe inside a word is none."""
_CHARS_BEFORE: Final = 2_000
"""Characters before a cursor whose quotations are read at each key."""
_CHARS_AFTER: Final = 500
"""The same after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationHabits:
    """The quotation marks of a page."""

    outer: tuple[str, str] | None = None
    """The opening mark and the space inside it; None where the page has no clear habit."""
    inner: tuple[str, str] | None = None
    """The same inside another quotation."""
    closers: dict[str, str] = field(default_factory=dict[str, str])
    """The closing mark by opening mark, as far as the page has shown it."""
    sample: str = ""
    """A part of the page from which the language is read."""

    def fit(self, text: str, *, before: str) -> str:
        """Return ``text`` with these marks.

        Args:
            text: the text to go in.
            before: the text before it; decides which quotations are open.
        """
        has_opened = before.endswith(tuple(GUILLEMETS))
        if not has_opened and not _NOT_INSIDE_WORD.search(text):
            return text
        stack = open_quotations(before)
        kept = ""
        if has_opened and stack and stack[-1].opener == before[-1]:
            gap = self._gap_after(stack[-1].opener)
            if gap is not None:
                stack[-1] = Quotation(opener=stack[-1].opener, gap=gap)
                kept, text = gap, text.lstrip(GAPS)
        return kept + self._requoted(text, stack, before)

    def _requoted(self, text: str, stack: list[Quotation], before: str) -> str:
        outer = self.outer or ((stack[0].opener, stack[0].gap) if stack else None)
        context = before[-_CONTEXT_CHARS:]
        whole, shift = context + text, len(context)
        parts: list[str] = []
        at = shift
        for found in QUOTE_OR_BREAK.finditer(whole, shift):
            mark = found.group()
            if mark[0] == "\n":
                stack.clear()
                continue
            role = role_of(mark, whole, found.start(), stack)
            if role is Role.OPENS:
                own_gap = gap_at(whole, found.end()) if mark in GUILLEMETS else ""
                is_word = mark in SINGLE_MARKS and not _DIALOGUE.match(whole, found.end())
                opened = self._opened(mark, own_gap, stack, None if is_word else outer)
                stack.append(opened)
                parts.append(whole[at : found.start()] + opened.opener + opened.gap)
                at = found.end() + len(own_gap)
            elif role is Role.CLOSES and (level := level_closed_by(mark, stack)) is not None:
                opened = stack[level]
                closer = self._closer(opened.opener, mark)
                parts.append(whole[at : found.start()].rstrip(GAPS) + opened.gap + closer)
                at = found.end()
                del stack[level:]
        return "".join(parts) + whole[at:]

    def _opened(
        self, mark: str, gap: str, stack: list[Quotation], outer: tuple[str, str] | None
    ) -> Quotation:
        """Return the quotation that a mark of the text opens, with the page's marks."""
        habit = self.inner if stack else outer
        if stack and habit is None and mark == '"' != stack[-1].opener:
            habit = (self._usual_inner(stack[-1].opener) or mark, "")
        if habit is None:
            habit = (mark, gap)
        return Quotation(opener=habit[0], gap=habit[1], depth=len(stack))

    def _usual_inner(self, outer: str) -> str | None:
        if outer == "«" and detect_language(self.sample) == "ru":
            return "„"
        return _INNER_OF.get(outer)

    def _closer(self, opener: str, written: str) -> str:
        """Return the mark that closes ``opener``, where the text has ``written``."""
        shown = self.closers.get(opener)
        if shown is not None:
            return shown
        possible = CLOSERS_OF[opener]
        if len(possible) == 1:
            return possible[0]
        language = detect_language(self.sample)
        if opener in "„‚" and _LETTERS_OF_99.search(self.sample):
            return "”" if opener == "„" else "’"
        index = _WHICH_CLOSER[opener in GUILLEMETS].get(language)
        if index is None:
            return written if written in possible else possible[0]
        return possible[index]

    def _gap_after(self, opener: str) -> str | None:
        """Return the space that belongs after a guillemet; None if nothing is known."""
        if self.outer is not None and self.outer[0] == opener and opener in self.closers:
            return self.outer[1]
        return "\u00a0" if opener == "«" and detect_language(self.sample) == "fr" else None


def with_page_quotation_marks(text: str, *, before: str, after: str) -> str:
    """Return ``text`` with the quotation marks of the text on both sides, which is read if needed."""
    if not before.endswith(tuple(GUILLEMETS)) and not _NOT_INSIDE_WORD.search(text):
        return text
    near = before[-_CHARS_BEFORE:]
    return read_quotation_habits(near, after[:_CHARS_AFTER]).fit(text, before=near)


def read_quotation_habits(before: str, after: str) -> QuotationHabits:
    """Return the quotation marks of the text on both sides of a place."""
    closed, _ = quotations(before + after)
    marks: dict[str, Counter[str]] = {}
    for each in closed:
        marks.setdefault(each.opener, Counter())[each.closer] += 1
    return QuotationHabits(
        outer=_dominant((each.opener, each.gap) for each in closed if not each.depth),
        inner=_dominant((each.opener, each.gap) for each in closed if each.depth),
        closers={opener: counts.most_common(1)[0][0] for opener, counts in marks.items()},
        sample=(before[-_LANGUAGE_CHARS:] + after)[:_LANGUAGE_CHARS],
    )


def open_quotations(before: str) -> list[Quotation]:
    """Return the quotations that are open at the end of ``before``, outermost first."""
    near = before[-_OPEN_QUOTATION_CHARS:]
    if len(near) < len(before):
        near = near[near.find("\n") + 1 :]
    return quotations(near)[1]


def _dominant(quoted: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    habit, count = clear_majority(quoted)
    fewest = FEWEST_SINGLE_MARKS if habit and habit[0] in SINGLE_MARKS else 1
    return habit if count >= fewest else None


def clear_majority(habits: Iterable[Habit]) -> tuple[Habit | None, int]:
    """Return the most frequent habit and how often it occurs; None and 0 where none is clearly it."""
    counts = Counter(habits)
    habit, count = counts.most_common(1)[0] if counts else (None, 0)
    return (habit, count) if count >= LEAST_SHARE * counts.total() else (None, 0)
