"""The word filter: whether a suggestion contains a word that may not be shown. READ FIRST.

The writer's own text is never filtered. At ``mild``, words that the document contains already, and
words that the writer has typed completely, are allowed: a novelist's vocabulary is respected. At
``strict``, which is for schools and shared machines, they are blocked like all others.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import regex

from afterword.safety.blocked_span import BlockedSpan, BlockReason
from afterword.safety.installed_lists import InstalledLists
from afterword.safety.substring_matcher import SubstringMatcher
from afterword.safety.text_languages import SAMPLE_CHARS, latin_languages, script_languages
from afterword.safety.whole_word_matcher import WholeWordMatcher
from afterword.safety.word_list import SPACELESS_LANGUAGES
from afterword.settings import SafetyLevel

Matcher = WholeWordMatcher | SubstringMatcher

_BORDER_CHARS: Final = 24
"""Characters outside the suggestion in which a word or a phrase across its border may begin or end."""
_WORD_PART: Final = r"[\p{L}\p{M}\p{N}@$!]"
_REST_OF_WORD: Final = regex.compile(rf"{_WORD_PART}*")
_TYPED_PART: Final = regex.compile(rf"{_WORD_PART}+\Z")


class FilterAtCursor:
    """The word filter between two texts. It is made once a request, and used after every token."""

    def __init__(
        self,
        *,
        level: SafetyLevel,
        before: str,
        after: str,
        matcher_for: Callable[[str], Matcher],
    ) -> None:
        """Filter at ``level``; ``matcher_for`` returns the matcher for a language's entries."""
        self._level = level
        self._before, self._after = before, after
        self._head = before[-_BORDER_CHARS:]
        self._tail = after[:_BORDER_CHARS]
        self._matcher_for = matcher_for
        sample = before[-SAMPLE_CHARS:]
        self._script_languages = script_languages(sample)
        self._matchers = [matcher_for(name) for name in self._script_languages]
        self._matchers += [matcher_for(name) for name in latin_languages(sample)]
        self._used_words: dict[tuple[str, str], bool] = {}

    def first_blocked(self, text: str, *, is_unfinished: bool = False) -> BlockedSpan | None:
        """Return the first word of ``text`` that is blocked here; None if there is none.

        Args:
            text: the suggestion, from the cursor on.
            is_unfinished: more letters of the last word may follow, so it is not filtered yet.
        """
        if not text:
            return None
        found = [
            blocked
            for matcher in self._matchers_for(text)
            if (blocked := self._first_of(matcher, text, is_unfinished=is_unfinished))
        ]
        return min(found, key=lambda blocked: (blocked.start, blocked.end), default=None)

    def _matchers_for(self, text: str) -> Sequence[Matcher]:
        """Return the matchers for this place, and those for other scripts in ``text``."""
        if text.isascii() or self._script_languages:
            return self._matchers
        return [*self._matchers, *map(self._matcher_for, script_languages(text))]

    def _first_of(self, matcher: Matcher, text: str, *, is_unfinished: bool) -> BlockedSpan | None:
        begin, end = len(self._head), len(self._head) + len(text)
        whole = self._head + text
        if not is_unfinished:
            # Only letters of the same word: the rest of the writer's text is not filtered.
            rest = _REST_OF_WORD.match(self._tail) if whole[-1:].isalpha() else None
            whole += rest.group() if rest else ""
        for start, stop, reason in self._matches(matcher, whole, begin, end):
            is_open = is_unfinished and stop == end and isinstance(matcher, WholeWordMatcher)
            is_allowed = reason is BlockReason.DELICATE and self._level is SafetyLevel.MILD
            if is_open or is_allowed or self._is_writers_word(matcher, whole[start:stop], start):
                continue
            return BlockedSpan(
                start=max(start - begin, 0),
                end=min(stop, end) - begin,
                reason=reason,
                language=matcher.language,
            )
        return None

    def _matches(
        self, matcher: Matcher, whole: str, begin: int, end: int
    ) -> Iterator[tuple[int, int, BlockReason]]:
        """Yield the matches of which at least one character belongs to the suggestion."""
        for start, stop, reason in matcher.find(whole):
            if stop > begin and start < end:
                yield start, stop, reason

    def _is_writers_word(self, matcher: Matcher, word: str, start: int) -> bool:
        """Tell whether the writer uses this word, so that it is allowed at ``mild``."""
        if self._level is not SafetyLevel.MILD:
            return False
        typed = _TYPED_PART.search(self._head, start) if start < len(self._head) else None
        if typed and any(True for _ in matcher.find(typed.group())):
            return True  # the whole word is typed, and only an ending is suggested
        key = (matcher.language, word)
        if key not in self._used_words:
            self._used_words[key] = any(
                matcher.occurs_in(written, word) for written in (self._before, self._after)
            )
        return self._used_words[key]


class WordFilter:
    """A word filter for one safety level. It reads a language's list at its first use, and keeps it.

    Keep one filter for each level: making one costs nothing, but reading the English list takes a
    millisecond.
    """

    def __init__(self, level: SafetyLevel, lists: InstalledLists | None = None) -> None:
        """Filter at ``level``, by ``lists`` or by the lists of the installed package."""
        self._level = level
        self._lists = (lists or InstalledLists()) if level is not SafetyLevel.OFF else None
        self._matchers: dict[str, Matcher] = {}

    def at(self, before: str, after: str = "") -> FilterAtCursor | None:
        """Return the filter for suggestions between ``before`` and ``after``; None if all are allowed.

        Make it once for a request, with as much of the document as is known: it detects the
        language, and the words that the writer uses.
        """
        if self._lists is None or not self._lists.are_installed:
            return None
        return FilterAtCursor(
            level=self._level, before=before, after=after, matcher_for=self._matcher_for
        )

    def first_blocked(self, text: str, *, before: str, after: str = "") -> BlockedSpan | None:
        """Return the first word of ``text`` that is blocked between ``before`` and ``after``."""
        place = self.at(before, after)
        return place.first_blocked(text) if place else None

    def _matcher_for(self, language: str) -> Matcher:
        known = self._matchers.get(language)
        if known is None:
            word_list = (self._lists or InstalledLists()).list_of(language)
            kind = SubstringMatcher if language in SPACELESS_LANGUAGES else WholeWordMatcher
            known = self._matchers[language] = kind(word_list)
        return known
