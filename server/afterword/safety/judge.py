"""The word filter: whether a suggestion contains a word that may not be shown. READ FIRST.

The writer's own text is never filtered. At ``mild``, words that the document contains already, and
words that the writer has typed completely, are allowed: a novelist's vocabulary is respected. At
``strict``, which is for schools and shared machines, they are blocked like all others.
"""

from afterword.safety.judged_place import Finder, JudgedPlace
from afterword.safety.package_lists import PackageLists
from afterword.safety.spaced_words import SpacedWords
from afterword.safety.spaceless_words import SpacelessWords
from afterword.safety.verdicts import Blocked
from afterword.safety.word_list import SPACELESS_LISTS
from afterword.settings import SafetyLevel


class Judge:
    """A word filter for one safety level. It reads a language's list at its first use, and keeps it.

    Keep one filter for each level: making one costs nothing, but reading the English list takes a
    millisecond.
    """

    def __init__(self, level: SafetyLevel, lists: PackageLists | None = None) -> None:
        """Filter at ``level``, by ``lists`` or by the lists of the installed package."""
        self._level = level
        self._lists = (lists or PackageLists()) if level is not SafetyLevel.OFF else None
        self._finders: dict[str, Finder] = {}

    def at(self, before: str, after: str = "") -> JudgedPlace | None:
        """Return the filter for suggestions between ``before`` and ``after``; None if all are allowed.

        Make it once for a request, with as much of the document as is known: it detects the
        language, and the words that the writer uses.
        """
        if self._lists is None or not self._lists.are_installed:
            return None
        return JudgedPlace(level=self._level, before=before, after=after, finder_of=self._finder_of)

    def first_blocked(self, text: str, *, before: str, after: str = "") -> Blocked | None:
        """Return the first word of ``text`` that is blocked between ``before`` and ``after``."""
        place = self.at(before, after)
        return place.first_blocked(text) if place else None

    def _finder_of(self, language: str) -> Finder:
        known = self._finders.get(language)
        if known is None:
            word_list = (self._lists or PackageLists()).list_of(language)
            kind = SpacelessWords if language in SPACELESS_LISTS else SpacedWords
            known = self._finders[language] = kind(word_list)
        return known
