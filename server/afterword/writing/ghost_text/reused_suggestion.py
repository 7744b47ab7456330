"""Serves a suggestion again while the writer types into it, without asking the model."""

from collections.abc import Callable

from afterword.writing.ghost_text.growing_suggestion import GrowingSuggestion
from afterword.writing.ghost_text.presentation import present_in_time
from afterword.writing.passage import Passage
from afterword.writing.results import Suggestion, Suppressed


async def present_older(
    growing: GrowingSuggestion,
    passage: Passage,
    started_s: float,
    *,
    is_wanted: Callable[[], bool],
) -> Suggestion | Suppressed | None:
    """Return what a suggestion of an earlier request shows here; None if a new one is needed.

    Args:
        growing: a suggestion for the same document.
        passage: the document and the cursor.
        started_s: when the request came, on the performance counter.
        is_wanted: whether no newer request has come; checked whenever there is more text.
    """
    if growing.typed_chars(passage) is None:
        return None
    is_same_place = growing.plan.passage.before == passage.before
    # Typed into, it answers with what is there; its rest comes with the next keys.
    deadline_s = growing.plan.deadline_s(started_s) if is_same_place else started_s
    outcome = await present_in_time(growing, passage, deadline_s, is_wanted=is_wanted)
    if is_same_place or isinstance(outcome, Suggestion) or not is_wanted():
        return outcome
    return None  # a text that was too uncertain before these letters were typed may be certain now
