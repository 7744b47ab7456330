"""Keeps what may not be shown out of suggestions, and counts how often. Never logs the words."""

import logging
from collections import Counter

from afterword.safety.blocked_span import BlockedSpan, BlockReason
from afterword.safety.word_filter import FilterAtCursor, WordFilter
from afterword.settings import SafetyLevel
from afterword.writing.passage import Passage

logger = logging.getLogger(__name__)


class BlockedWords:
    """Judges suggestions by one level, at any place."""

    def __init__(self, level: SafetyLevel) -> None:
        """Nothing is read before the first suggestion."""
        self._filter = WordFilter(level)
        self.blocked = Counter[BlockReason]()
        """How often a word was left out, by reason."""

    def without_blocked(self, text: str, passage: Passage) -> str:
        """Return ``text`` up to the first word that may not stand at this cursor; maybe empty."""
        found = self._filter.first_blocked(text, before=passage.before, after=passage.after)
        if found is None:
            return text
        self.count(found)
        return text[: found.start].rstrip()

    def at(self, before: str, after: str) -> FilterAtCursor | None:
        """Return what judges all texts at one place; None if all may be shown."""
        return self._filter.at(before, after)

    def count(self, found: BlockedSpan) -> None:
        """Count a word that is left out."""
        self.blocked[found.reason] += 1
        logger.info("left out a word reason=%s language=%s", found.reason, found.language)
