"""Finds phrases that the writer has banned. Pure text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from afterword.prose.words.phrase_patterns import is_spaced_letter, phrase_pattern

BORDER_CHARS: Final = 200
"""Characters of the text before that are searched: a phrase may begin in the writer's words."""


class BannedPhrases:
    """Phrases in any case, with any white space and either apostrophe; whole words only."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Search for ``phrases``; blank ones are ignored."""
        self._patterns = [found for phrase in phrases if (found := phrase_pattern(phrase))]

    def find(self, text: str, *, before: str, is_whole: bool = True) -> int | None:
        """Return the offset in ``text`` where its first banned phrase begins.

        Args:
            text: the generated text so far.
            before: the text before it. A phrase that begins there is found at offset 0.
            is_whole: whether nothing will follow; else a last word that may go on is no match yet.
        """
        border = before[-BORDER_CHARS:]
        joined = border + text
        found = [
            hit.start()
            for pattern in self._patterns
            for hit in pattern.finditer(joined)
            if hit.end() > len(border) and (is_whole or not _may_go_on(joined, hit.end()))
        ]
        return max(0, min(found) - len(border)) if found else None

    def without_partial_match(self, text: str, *, before: str) -> str:
        """Return ``text`` without an end that may turn out to be the beginning of a phrase."""
        border = before[-BORDER_CHARS:]
        joined = border + text
        starts = [
            found.start()
            for pattern in self._patterns
            if (found := pattern.search(joined, partial=True)) and found.end() == len(joined)
        ]
        return text[: max(0, min(starts) - len(border))] if starts else text


@lru_cache(maxsize=8)
def phrases_of(phrases: tuple[str, ...]) -> BannedPhrases:
    """Return the finder of these phrases; cached, since every keystroke needs it."""
    return BannedPhrases(phrases)


def _may_go_on(text: str, end: int) -> bool:
    return end == len(text) and is_spaced_letter(text[-1])
