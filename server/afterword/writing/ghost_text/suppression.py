"""The places where ghost text is suppressed, whatever the model would write."""

from afterword.prose.words.word_boundaries import continues_word
from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.writing.passage import Passage
from afterword.writing.results import Suppressed


def reason_for_silence(passage: Passage, *, invoked: bool) -> Suppressed | None:
    """Return why nothing may be shown at this place; None if something may.

    Where only ghost text is switched off, it can still be requested by hand.
    """
    settings = passage.settings
    is_on = settings.is_on_for(passage.language_id) and (settings.inline.enabled or invoked)
    if not is_on:
        return Suppressed.DISABLED
    if continues_word(passage.after):
        return Suppressed.INSIDE_WORD
    if quiet_zone(passage.before, passage.after, passage.language_id) is not None:
        return Suppressed.QUIET_ZONE
    return None
