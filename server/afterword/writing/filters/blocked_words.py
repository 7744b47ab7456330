"""Words that may not be suggested, by the safety level. Never logs the words themselves."""

import logging
from functools import lru_cache

from afterword.safety.blocked_span import BlockedSpan
from afterword.safety.word_filter import FilterAtCursor, WordFilter
from afterword.settings import SafetyLevel
from afterword.writing.passage import Passage

logger = logging.getLogger(__name__)


def without_blocked_words(text: str, passage: Passage) -> str:
    """Return ``text`` up to the first word that is blocked at this cursor; maybe empty."""
    word_filter = _filter(passage.settings.safety.level)
    found = word_filter.first_blocked(text, before=passage.before, after=passage.after)
    if found is None:
        return text
    log_blocked(found)
    return text[: found.start].rstrip()


def word_filter_at(before: str, after: str, level: SafetyLevel) -> FilterAtCursor | None:
    """Return the filter for texts between two others; None if the level blocks nothing."""
    return _filter(level).at(before, after)


def log_blocked(found: BlockedSpan) -> None:
    """Log the reason why a word was left out."""
    logger.info("left out a word reason=%s language=%s", found.reason, found.language)


@lru_cache(maxsize=len(SafetyLevel))
def _filter(level: SafetyLevel) -> WordFilter:
    """Return the filter of a level; cached, since it keeps the word lists that it has read."""
    return WordFilter(level)
