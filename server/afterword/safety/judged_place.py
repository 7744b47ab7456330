"""The word filter at one cursor: words that a suggestion completes, contains and leaves unfinished."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import regex

from afterword.safety.list_languages import SAMPLE_CHARS, latin_lists, script_lists
from afterword.safety.spaced_words import SpacedWords
from afterword.safety.spaceless_words import SpacelessWords
from afterword.safety.verdicts import Blocked, Reason
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
