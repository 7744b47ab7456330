"""The word filter: whether a suggestion contains a word that may not be shown. READ FIRST.

The writer's own text is never filtered. At ``mild``, words that the document contains already, and
words that the writer has typed completely, are allowed: a novelist's vocabulary is respected. At
``strict``, which is for schools and shared machines, they are blocked like all others.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import regex

from afterword.safety.blocked_span import Blocked, Reason
from afterword.safety.installed_lists import PackageLists
from afterword.safety.substring_matcher import SpacelessWords
from afterword.safety.text_languages import SAMPLE_CHARS, latin_lists, script_lists
from afterword.safety.whole_word_matcher import SpacedWords
from afterword.safety.word_list import SPACELESS_LISTS
from afterword.settings import SafetyLevel

Finder = SpacedWords | SpacelessWords

_REACH_CHARS: Final = 24
"""Characters outside the suggestion in which a word or a phrase across its border may begin or end."""
_WORD_PART: Final = r"[\p{L}\p{M}\p{N}@$!]"
_REST_OF_WORD: Final = regex.compile(rf"{_WORD_PART}*")
_TYPED_PART: Final = regex.compile(rf"{_WORD_PART}+\Z")


class JudgedPlace:
    """The word filter between two texts. It is made once a request, and used after every token."""

    def __init__(
        self,
        *,
        level: SafetyLevel,
        before: str,
        after: str,
        finder_of: Callable[[str], Finder],
    ) -> None:
        """Filter at ``level``; ``finder_of`` returns the matcher for a language's entries."""
        self._level = level
        self._before, self._after = before, after
        self._head = before[-_REACH_CHARS:]
        self._tail = after[:_REACH_CHARS]
        self._finder_of = finder_of
        sample = before[-SAMPLE_CHARS:]
        self._script_names = script_lists(sample)
        self._finders = [finder_of(name) for name in self._script_names]
        self._finders += [finder_of(name) for name in latin_lists(sample)]
        self._own: dict[tuple[str, str], bool] = {}

    def first_blocked(self, text: str, *, may_go_on: bool = False) -> Blocked | None:
        """Return the first word of ``text`` that is blocked here; None if there is none.

        Args:
            text: the suggestion, from the cursor on.
            may_go_on: more letters of the last word may follow, so it is not filtered yet.
        """
        if not text:
            return None
        found = [
            blocked
            for finder in self._finders_for(text)
            if (blocked := self._first_of(finder, text, may_go_on=may_go_on))
        ]
        return min(found, key=lambda blocked: (blocked.start, blocked.end), default=None)

    def _finders_for(self, text: str) -> Sequence[Finder]:
        """Return the matchers for this place, and those for other scripts in ``text``."""
        if text.isascii() or self._script_names:
            return self._finders
        return [*self._finders, *map(self._finder_of, script_lists(text))]

    def _first_of(self, finder: Finder, text: str, *, may_go_on: bool) -> Blocked | None:
        begin, end = len(self._head), len(self._head) + len(text)
        whole = self._head + text
        if not may_go_on:
            # Only letters of the same word: the rest of the writer's text is not filtered.
            rest = _REST_OF_WORD.match(self._tail) if whole[-1:].isalpha() else None
            whole += rest.group() if rest else ""
        for start, stop, reason in self._ours(finder, whole, begin, end):
            is_open = may_go_on and stop == end and isinstance(finder, SpacedWords)
            is_shown = reason is Reason.DELICATE and self._level is SafetyLevel.MILD
            if is_open or is_shown or self._is_own(finder, whole[start:stop], start):
                continue
            return Blocked(
                start=max(start - begin, 0),
                end=min(stop, end) - begin,
                reason=reason,
                language=finder.language,
            )
        return None

    def _ours(
        self, finder: Finder, whole: str, begin: int, end: int
    ) -> Iterator[tuple[int, int, Reason]]:
        """Yield the matches of which at least one character belongs to the suggestion."""
        for start, stop, reason in finder.find(whole):
            if stop > begin and start < end:
                yield start, stop, reason

    def _is_own(self, finder: Finder, word: str, start: int) -> bool:
        """Tell whether the writer uses this word, so that it is allowed at ``mild``."""
        if self._level is not SafetyLevel.MILD:
            return False
        typed = _TYPED_PART.search(self._head, start) if start < len(self._head) else None
        if typed and any(True for _ in finder.find(typed.group())):
            return True  # the whole word is typed, and only an ending is suggested
        key = (finder.language, word)
        if key not in self._own:
            self._own[key] = any(
                finder.is_written_in(written, word) for written in (self._before, self._after)
            )
        return self._own[key]


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
