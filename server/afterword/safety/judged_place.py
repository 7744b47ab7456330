"""Judging at one place in a text: the words that a suggestion finishes, begins and leaves open."""

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
"""How far outside the suggestion a word or a phrase that it is part of may begin or end."""
_WORD_PART: Final = r"[\p{L}\p{M}\p{N}@$!]"
_REST_OF_WORD: Final = regex.compile(rf"{_WORD_PART}*")
_TYPED_PART: Final = regex.compile(rf"{_WORD_PART}+\Z")


class JudgedPlace:
    """What may be shown between two texts. Made once a request, asked after every token."""

    def __init__(
        self,
        *,
        level: SafetyLevel,
        before: str,
        after: str,
        finder_of: Callable[[str], Finder],
    ) -> None:
        """Judge at ``level``; ``finder_of`` makes the finder of a language's entries."""
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
        """Return where ``text`` first holds a word that may not be shown here.

        Args:
            text: what would be shown, from the cursor on.
            may_go_on: the last word may get more letters, so it is not judged yet.
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
        """Return the place's finders, and those of a script that the text brings in."""
        if text.isascii() or self._script_names:
            return self._finders
        return [*self._finders, *map(self._finder_of, script_lists(text))]

    def _first_of(self, finder: Finder, text: str, *, may_go_on: bool) -> Blocked | None:
        begin, end = len(self._head), len(self._head) + len(text)
        whole = self._head + text
        if not may_go_on:
            # Only letters of the same word: what the writer wrote behind it is not ours to judge.
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
        """Yield the entries of which at least one character is the suggestion's."""
        for start, stop, reason in finder.find(whole):
            if stop > begin and start < end:
                yield start, stop, reason

    def _is_own(self, finder: Finder, word: str, start: int) -> bool:
        """Tell whether the writer uses this word: at ``mild`` they may have it suggested."""
        if self._level is not SafetyLevel.MILD:
            return False
        typed = _TYPED_PART.search(self._head, start) if start < len(self._head) else None
        if typed and any(True for _ in finder.find(typed.group())):
            return True  # they have typed all of it, and only an ending is suggested
        key = (finder.language, word)
        if key not in self._own:
            self._own[key] = any(
                finder.is_written_in(written, word) for written in (self._before, self._after)
            )
        return self._own[key]
