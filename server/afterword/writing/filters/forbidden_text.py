"""Text that no continuation may hold: phrases the writer has banned, words that the level blocks."""

from typing import Final

import regex

from afterword.settings import SafetyLevel
from afterword.writing.filters.banned_phrases import phrases_of
from afterword.writing.filters.blocked_words import judge_texts_at, log_blocked

_OPEN_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}@$!'’-]+\Z")


class ForbiddenText:
    """Finds what has to be left out of texts that are drawn at one place."""

    def __init__(
        self, banned_phrases: tuple[str, ...], level: SafetyLevel, *, before: str, after: str
    ) -> None:
        """Look for ``banned_phrases`` and for what ``level`` blocks between two texts."""
        self._banned = phrases_of(banned_phrases)
        self._place = judge_texts_at(before, after, level)

    def find(self, text: str, *, before: str, is_whole: bool = True) -> int | None:
        """Return the offset in ``text`` of the first thing that has to go.

        Args:
            text: what was drawn so far.
            before: what stands before it.
            is_whole: nothing will follow; otherwise a last word that may go on is not judged yet.
        """
        phrase = self._banned.find(text, before=before, is_whole=is_whole)
        blocked = (
            self._place.first_blocked(text, is_unfinished=not is_whole) if self._place else None
        )
        if blocked is None or (phrase is not None and phrase <= blocked.start):
            return phrase
        if is_whole:
            log_blocked(blocked)
        return blocked.start

    def without_beginnings(self, text: str, *, before: str) -> str:
        """Return ``text`` without an end that may turn out to be the beginning of such a thing."""
        kept = self._banned.without_beginnings(text, before=before)
        return _OPEN_WORD.sub("", kept) if self._place else kept
