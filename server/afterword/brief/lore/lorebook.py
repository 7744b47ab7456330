"""All entries of a project's lore, and which of them a text activates.

Texts are searched by paragraph, and what was found is kept: while somebody types, only the last
paragraph is new.
"""

import unicodedata
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import regex

from afterword.brief.lore.entry import LoreEntry
from afterword.prose.characters.character_classes import is_spaceless, is_word_char

_BETWEEN_PARAGRAPHS: Final = regex.compile(r"\n[ \t]*\n")
_HANGUL: Final = regex.compile(r"\p{Hangul}")
MAX_KEPT_PARAGRAPHS: Final = 512
"""How many paragraphs are kept with the entries that they name."""


class LoreBook:
    """Entries in a fixed order. They never change: another lore is another book."""

    def __init__(self, entries: Sequence[LoreEntry] = ()) -> None:
        """Hold ``entries``, in the order in which they are to be read."""
        self.entries = tuple(entries)
        self._by_name = self._index(entry.names for entry in self.entries)
        self._brought_by = self._index(entry.comes_with for entry in self.entries)
        self.has_chapters = any(
            entry.from_chapter is not None or entry.until_chapter is not None
            for entry in self.entries
        )
        """Whether any entry holds in some chapters only."""
        self._found: OrderedDict[str, frozenset[int]] = OrderedDict()

    @staticmethod
    def _index(names: Iterable[Sequence[str]]) -> dict[str, list[int]]:
        indices: dict[str, list[int]] = {}
        for index, of_one in enumerate(names):
            for name in filter(None, map(_normalised, of_one)):
                indices.setdefault(name, []).append(index)
        return indices

    def activated_entries(self, text: str, *, chapter: int | None = None) -> list[LoreEntry]:
        """Return the entries that a text names, and those that come with them, best first.

        Best is what has the highest priority, then what was named last.

        Args:
            text: the recent text.
            chapter: the chapter that it is in; None if that is not known.
        """
        if not self.entries:
            return []
        rank: dict[int, int] = {}
        for back, paragraph in enumerate(reversed(_BETWEEN_PARAGRAPHS.split(text))):
            for index in self._named_in(paragraph):
                rank.setdefault(index, back)
        holding = {
            index: back for index, back in rank.items() if self.entries[index].holds_in(chapter)
        }
        self._bring_along(holding, chapter, rank=len(text))
        order = sorted(
            holding, key=lambda index: (-self.entries[index].priority, holding[index], index)
        )
        return [self.entries[index] for index in order]

    def _bring_along(self, holding: dict[int, int], chapter: int | None, *, rank: int) -> None:
        """Add what comes with the entries that hold, and with those in turn; loops end."""
        waiting = deque(holding)
        while waiting:
            for name in map(_normalised, self.entries[waiting.popleft()].names):
                for index in self._brought_by.get(name, ()):
                    if index not in holding and self.entries[index].holds_in(chapter):
                        holding[index] = rank
                        waiting.append(index)

    def _named_in(self, paragraph: str) -> frozenset[int]:
        found = self._found.get(paragraph)
        if found is None:
            folded = _normalised(paragraph)
            found = frozenset(
                index
                for name, indices in self._by_name.items()
                if name in folded and any(_stand_alone(name, folded))
                for index in indices
            )
            self._found[paragraph] = found
            if len(self._found) > MAX_KEPT_PARAGRAPHS:
                self._found.popitem(last=False)
        return found


def _stand_alone(name: str, text: str) -> Iterator[bool]:
    """Yield for each occurrence of a name whether it is no part of a longer word."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        yield not (
            _go_together(text[at - 1 : at], name[0]) or _go_together(name[-1], text[end : end + 1])
        )
        at = text.find(name, at + 1)


def _go_together(left: str, right: str) -> bool:
    """Return whether two neighbours are letters of one word; in scripts without spaces, that is unknown."""
    if not left or not right or is_spaceless(left) or is_spaceless(right):
        return False
    if _HANGUL.match(left):  # particles are written on to names
        return False
    return is_word_char(left) and is_word_char(right)


def _normalised(text: str) -> str:
    """Return a text as names are compared: in one case, composition, apostrophe and width of spaces."""
    composed = unicodedata.normalize("NFC", text.replace("’", "'").casefold())
    return " ".join(composed.split())


NO_LORE: Final = LoreBook()
