"""The part of a growing suggestion that can be shown at a cursor."""

import time
from collections.abc import Callable

from afterword.prose.fit.foreign_markup import PageMarkup
from afterword.prose.fit.quotation_marks import with_page_quotation_marks
from afterword.settings.brief_fields import Brief
from afterword.writing.filters.banned_phrases import phrases_of
from afterword.writing.filters.blocked_words import without_blocked_words
from afterword.writing.filters.trimmed_text import trim_ghost
from afterword.writing.ghost_text.confidence import ConfidentPrefix, confident_prefix, ends_word
from afterword.writing.ghost_text.document_words import DOCUMENT, confident_document_word
from afterword.writing.ghost_text.growing_suggestion import GrowingSuggestion
from afterword.writing.paragraph.line_layout import columns_left, read_layout
from afterword.writing.passage import Passage
from afterword.writing.results import Suggestion, Suppressed


async def present_in_time(
    growing: GrowingSuggestion,
    passage: Passage,
    deadline_s: float,
    *,
    is_wanted: Callable[[], bool],
) -> Suggestion | Suppressed:
    """Return what a suggestion shows when it is complete, or from the deadline on has words.

    Args:
        growing: a suggestion for this cursor, or for one a few typed letters before it.
        passage: the document and the cursor.
        deadline_s: the deadline on the performance counter.
        is_wanted: whether no newer request has come; checked whenever there is more text.
    """
    while not growing.is_complete:
        now_s = time.perf_counter()
        if now_s >= deadline_s and isinstance(outcome := present(growing, passage), Suggestion):
            return outcome
        # Past it, a request without an answer costs nothing: any keystroke supersedes it.
        await growing.wait_for_more(deadline_s - now_s if now_s < deadline_s else None)
        if not is_wanted():
            return Suppressed.SUPERSEDED
    return present(growing, passage)


def present(growing: GrowingSuggestion, passage: Passage) -> Suggestion | Suppressed:
    """Return what the suggestion shows so far, or a word of the document if that is better."""
    typed_chars = growing.typed_chars(passage)
    if growing.has_failed or typed_chars is None:
        return Suppressed.FAILED if growing.has_failed else Suppressed.SUPERSEDED
    show_policy, brief = growing.plan.show_policy, growing.plan.prompt.brief
    prefix = confident_prefix(growing.pieces, show_policy, skip_chars=typed_chars)
    learns = passage.settings.inline.learn_from_page and _may_go_on(growing, typed_chars)
    known = confident_document_word(passage, show_policy) if learns else ConfidentPrefix()
    if known.utility > prefix.utility and not prefix.text.startswith(known.text):
        return fit(known, passage, brief, author=DOCUMENT)
    return fit(prefix, passage, brief, author=growing.model)


def _may_go_on(growing: GrowingSuggestion, typed_chars: int) -> bool:
    """Return whether the typed word is probably not whole; false before the model has judged it."""
    is_judged = bool(growing.pieces) or growing.is_complete
    return is_judged and not ends_word(growing.pieces, typed_chars=typed_chars)


def fit(
    prefix: ConfidentPrefix, passage: Passage, brief: Brief, *, author: str
) -> Suggestion | Suppressed:
    """Return the part of a confident prefix that fits at the cursor.

    Args:
        prefix: the text, and its confidence.
        passage: the document and the cursor.
        brief: the brief in force, with the phrases to avoid.
        author: the model, or ``DOCUMENT``.
    """
    layout = read_layout(passage.before, passage.after)
    written = prefix.text
    if passage.settings.paragraph.follow_marks:
        written = with_page_quotation_marks(written, before=passage.before, after=passage.after)
    markup = PageMarkup(passage.before, passage.after, language_id=passage.language_id)
    allowed = written[: markup.first_foreign(written)]
    if written.strip() and not allowed.strip():
        return Suppressed.BLOCKED
    text = trim_ghost(
        allowed,
        before=passage.before,
        after=passage.after,
        max_words=passage.settings.inline.max_words,
        max_columns=columns_left(passage.before, layout),
        language_id=passage.language_id,
    )
    if not text:
        return Suppressed.NOTHING_FIT if prefix.text.strip() else Suppressed.LOW_CONFIDENCE
    text = without_blocked_words(text, passage)
    avoided = phrases_of(brief.avoid).find(text, before=passage.before) if brief.avoid else None
    text = text if avoided is None else text[:avoided].rstrip()
    if not text:
        return Suppressed.BLOCKED
    return Suggestion(text=text, confidence=prefix.confidence, model=author, tokens=0)
