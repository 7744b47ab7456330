"""What no continuation may hold: phrases the writer has banned, words above the level of safety."""

from typing import Final

import regex

from afterword.writing.filters.banned_phrases import BannedPhrases
from afterword.writing.filters.blocked_words import BlockedWords

_OPEN_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}@$!'’-]+\Z")


class ForbiddenText:
    """Finds what has to be left out of texts that are drawn at one place."""

    def __init__(
        self, banned: BannedPhrases, blocked_words: BlockedWords, *, before: str, after: str
    ) -> None:
        """Look for ``banned`` and for what ``blocked_words`` blocks between two texts."""
        self._banned = banned
        self._blocked_words = blocked_words
        self._place = blocked_words.at(before, after)

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
            self._blocked_words.count(blocked)
        return blocked.start

    def without_beginnings(self, text: str, *, before: str) -> str:
        """Return ``text`` without an end that may turn out to be the beginning of such a thing."""
        kept = self._banned.without_beginnings(text, before=before)
        return _OPEN_WORD.sub("", kept) if self._place else kept
