"""Text that no continuation may hold: banned phrases, blocked words, and what the page has none like."""

from typing import Final

import regex

from afterword.prose.fit.foreign_markup import PageMarkup, without_partial_markup
from afterword.prose.fit.web_debris import debris_start
from afterword.settings import SafetyLevel
from afterword.writing.filters.banned_phrases import phrases_of
from afterword.writing.filters.blocked_words import log_blocked, word_filter_at

_OPEN_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}@$!'’-]+\Z")


class ForbiddenText:
    """Finds forbidden text in what is generated for one place."""

    def __init__(
        self,
        banned_phrases: tuple[str, ...],
        level: SafetyLevel,
        *,
        before: str,
        after: str,
        markup: PageMarkup,
        page: str | None = None,
    ) -> None:
        """Search for banned phrases, blocked words, foreign markup and web debris.

        Args:
            banned_phrases: the phrases.
            level: how strict the word lists are.
            before: the text before the place.
            after: the text after it.
            markup: the markup of the page.
            page: the document's text before the cursor, for web debris; None allows that.
        """
        self._page, self._after = page, after
        self._banned = phrases_of(banned_phrases)
        self._markup = markup
        self._filter = word_filter_at(before, after, level)

    def find(self, text: str, *, before: str, is_whole: bool = True) -> int | None:
        """Return the offset in ``text`` where its first forbidden text begins.

        Args:
            text: the generated text so far.
            before: the text before it.
            is_whole: whether nothing will follow; else a last word that may go on is no match yet.
        """
        phrase = self._banned.find(text, before=before, is_whole=is_whole)
        markup = self._markup.first_foreign(text, is_whole=is_whole)
        blocked = self._filter and self._filter.first_blocked(text, is_unfinished=not is_whole)
        debris = self.find_debris(text, is_whole=is_whole)
        found = min((at for at in (phrase, markup, debris) if at is not None), default=None)
        if blocked is None or (found is not None and found <= blocked.start):
            return found
        if is_whole:
            log_blocked(blocked)
        return blocked.start

    def find_debris(self, text: str, *, is_whole: bool = True) -> int | None:
        """Return the offset in ``text`` of its first sentence that is web debris; see ``web_debris``."""
        if self._page is None:
            return None
        return debris_start(text, self._page, self._after, is_whole=is_whole)

    def without_partial_match(self, text: str, *, before: str) -> str:
        """Return ``text`` without an end that may become forbidden."""
        kept = without_partial_markup(self._banned.without_partial_match(text, before=before))
        return _OPEN_WORD.sub("", kept) if self._filter else kept
