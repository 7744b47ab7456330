"""From what the model has written so far to what of it can be shown at a cursor."""

import time
from dataclasses import replace

from afterword.settings import Settings
from afterword.writing.filters.banned_phrases import phrases_of
from afterword.writing.filters.blocked_words import BlockedWords
from afterword.writing.filters.trimmed_text import trim_ghost
from afterword.writing.ghost_text.confidence import Gated, pass_confident
from afterword.writing.ghost_text.document_words import PAGE, pass_document_word
from afterword.writing.ghost_text.growing_suggestion import GrowingSuggestion
from afterword.writing.paragraph.line_layout import columns_left, read_layout
from afterword.writing.passage import Passage
from afterword.writing.prompt.prompt_context import avoided_at
from afterword.writing.results import Suggestion, Suppressed


class Presentation:
    """Gate, cuts, joins and guard in turn, under one set of settings."""

    def __init__(self, settings: Settings, blocked_words: BlockedWords) -> None:
        """Show what ``settings`` allow and ``blocked_words`` lets pass."""
        self._inline = settings.inline
        self._settings = settings
        self.blocked_words = blocked_words
        """Counts what it left out."""

    def read(
        self, draft: GrowingSuggestion, passage: Passage, started_s: float, *, model: str
    ) -> Suggestion | Suppressed:
        """Return what of a draft can be shown, as far as it has come, or the page's own word.

        Args:
            draft: written at this cursor, or a few typed letters before it.
            passage: the document and the cursor.
            started_s: when the request came, on the performance counter.
            model: whom the draft is attributed to.
        """
        typed_chars = draft.typed_chars(passage)
        if draft.has_failed or typed_chars is None:
            return Suppressed.FAILED if draft.has_failed else Suppressed.SUPERSEDED
        gated = pass_confident(draft.pieces, draft.show_policy, skip_chars=typed_chars)
        learns = self._inline.learn_from_page
        known = pass_document_word(passage, draft.show_policy) if learns else Gated()
        if known.utility > gated.utility and not gated.text.startswith(known.text):
            outcome = self.fit(known, passage, author=PAGE)
        else:
            outcome = self.fit(gated, passage, author=model)
        if isinstance(outcome, Suppressed):
            return outcome
        cost_ms = {"total": (time.perf_counter() - started_s) * 1e3}
        if draft.begun_s < started_s:  # written for an earlier request: it costs this one nothing
            return replace(outcome, timings_ms=cost_ms)
        return replace(outcome, tokens=draft.tokens, timings_ms=cost_ms | draft.timings_ms)

    def fit(self, gated: Gated, passage: Passage, *, author: str) -> Suggestion | Suppressed:
        """Return what of a text that passed the gate can stand at the cursor."""
        layout = read_layout(passage.before, passage.after)
        text = trim_ghost(
            gated.text,
            before=passage.before,
            after=passage.after,
            max_words=self._inline.max_words,
            max_columns=columns_left(passage.before, layout),
        )
        if not text:
            return Suppressed.NOTHING_FIT if gated.text.strip() else Suppressed.LOW_CONFIDENCE
        text = self._without_avoided(self.blocked_words.without_blocked(text, passage), passage)
        if not text:
            return Suppressed.BLOCKED
        return Suggestion(text=text, confidence=gated.confidence, model=author, tokens=0)

    def _without_avoided(self, text: str, passage: Passage) -> str:
        """Return ``text`` up to the first phrase that the brief wants avoided."""
        avoid = avoided_at(passage, self._settings)
        at = phrases_of(avoid).find(text, before=passage.before) if avoid else None
        return text if at is None else text[:at].rstrip()
