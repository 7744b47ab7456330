"""Where no ghost text is wanted, whatever the model would write."""

from afterword.prose.words.word_boundaries import continues_word
from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.settings import Settings
from afterword.writing.passage import Passage
from afterword.writing.results import Suppressed


def reason_for_silence(passage: Passage, settings: Settings, *, invoked: bool) -> Suppressed | None:
    """Return why nothing may be shown at this place; None if something may.

    Ghost text that is switched off can still be asked for by hand; Afterword that is off can't.
    """
    is_off = not (settings.enabled and (settings.inline.enabled or invoked))
    if is_off or passage.language_id in settings.disabled_languages:
        return Suppressed.DISABLED
    if continues_word(passage.after):
        return Suppressed.INSIDE_WORD
    if quiet_zone(passage.before, passage.after, passage.language_id) is not None:
        return Suppressed.QUIET_ZONE
    return None
