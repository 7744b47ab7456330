"""Judges suggestions: does this text hold a word that may not be shown here? READ FIRST.

What the writer typed is never judged. At ``mild`` a word that the document holds already is the
writer's own, and so is one that they have typed the whole of: a novelist's vocabulary is not
fought. At ``strict``, which is for schools and shared machines, that makes no difference.
"""

from afterword.safety.judged_place import Finder, JudgedPlace
from afterword.safety.package_lists import PackageLists
from afterword.safety.spaced_words import SpacedWords
from afterword.safety.spaceless_words import SpacelessWords
from afterword.safety.verdicts import Blocked
from afterword.safety.word_list import SPACELESS_LISTS
from afterword.settings import SafetyLevel


class Judge:
    """Judges at one level; reads a language's list when it is first needed, and keeps it.

    Keep one judge for each level: making one is free, but reading English takes a millisecond.
    """

    def __init__(self, level: SafetyLevel, lists: PackageLists | None = None) -> None:
        """Judge at ``level``, by ``lists`` or by those of the installed package."""
        self._level = level
        self._lists = (lists or PackageLists()) if level is not SafetyLevel.OFF else None
        self._finders: dict[str, Finder] = {}

    def at(self, before: str, after: str = "") -> JudgedPlace | None:
        """Return what judges suggestions between ``before`` and ``after``; None if all may be.

        Make it once for a request, with as much of the document as there is: it looks for the
        language, and for the words that are the writer's own.
        """
        if self._lists is None or not self._lists.are_installed:
            return None
        return JudgedPlace(level=self._level, before=before, after=after, finder_of=self._finder_of)

    def first_blocked(self, text: str, *, before: str, after: str = "") -> Blocked | None:
        """Return where ``text`` first holds a word that may not be shown between the two."""
        place = self.at(before, after)
        return place.first_blocked(text) if place else None

    def _finder_of(self, language: str) -> Finder:
        known = self._finders.get(language)
        if known is None:
            word_list = (self._lists or PackageLists()).list_of(language)
            kind = SpacelessWords if language in SPACELESS_LISTS else SpacedWords
            known = self._finders[language] = kind(word_list)
        return known
