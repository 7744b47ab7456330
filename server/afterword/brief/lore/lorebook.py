"""All entries of a project's lore, and which of them a text activates.

Texts are searched by paragraph, and what was found is kept: while somebody types, only the last
paragraph is new.
"""

from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from typing import Final

import regex

from afterword.brief.lore.entry import LoreEntry
from afterword.brief.lore.name_search import Name, NameSearch

_BETWEEN_PARAGRAPHS: Final = regex.compile(r"\n[ \t]*\n")
MAX_KEPT_PARAGRAPHS: Final = 512
"""How many paragraphs are kept with the entries that they name."""


class LoreBook:
    """Entries in a fixed order. They never change: another lore is another book."""

    def __init__(self, entries: Sequence[LoreEntry] = ()) -> None:
        """Hold ``entries``, in the order in which they are to be read."""
        self.entries = tuple(entries)
        self._by_name = self._index((entry.names, entry) for entry in self.entries)
        self._brought_by = self._index((entry.comes_with, entry) for entry in self.entries)
        self.has_chapters = any(
            entry.from_chapter is not None or entry.until_chapter is not None
            for entry in self.entries
        )
        """Whether any entry holds in some chapters only."""
        self._found: OrderedDict[str, frozenset[int]] = OrderedDict()

    @staticmethod
    def _index(
        named: Iterable[tuple[Sequence[str], LoreEntry]],
    ) -> dict[str, list[tuple[int, Name]]]:
        """Return who has each name, by the name in no case."""
        indices: dict[str, list[tuple[int, Name]]] = {}
        for index, (names, entry) in enumerate(named):
            for written in names:
                name = Name.of(written, is_case_sensitive=entry.is_case_sensitive)
                if name.folded:
                    indices.setdefault(name.folded, []).append((index, name))
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
            for name in map(Name.of, self.entries[waiting.popleft()].names):
                for index, _ in self._brought_by.get(name.folded, ()):
                    if index not in holding and self.entries[index].holds_in(chapter):
                        holding[index] = rank
                        waiting.append(index)

    def _named_in(self, paragraph: str) -> frozenset[int]:
        found = self._found.get(paragraph)
        if found is None:
            search = NameSearch(paragraph)
            found = frozenset(
                index
                for folded_name, written in search.occurrences(self._by_name)
                for index, name in self._by_name[folded_name]
                if name.is_written_as(written)
            )
            self._found[paragraph] = found
            if len(self._found) > MAX_KEPT_PARAGRAPHS:
                self._found.popitem(last=False)
        return found


NO_LORE: Final = LoreBook()
