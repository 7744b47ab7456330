"""Messages that say why a request by hand shows nothing. Unasked ghost text stays silent without one."""

from typing import Final

from afterword.prose.zones.quiet_zone import quiet_zone
from afterword.writing.passage import Passage
from afterword.writing.results import Suppressed

_MESSAGES: Final = {
    Suppressed.DISABLED: "Afterword is switched off for this kind of document.",
    Suppressed.INSIDE_WORD: "No suggestion inside a word. Put the cursor at its end.",
    Suppressed.NOT_READY: "No suggestion yet: the model is not ready.",
    Suppressed.LOW_CONFIDENCE: "The model has nothing to suggest here.",
    Suppressed.NOTHING_FIT: "The model wrote nothing that fits here.",
    Suppressed.BLOCKED: "All that the model would suggest here is blocked or avoided.",
    Suppressed.FAILED: "No suggestion: the model failed. The server's log has the reason.",
}


def silence_message(reason: Suppressed, passage: Passage) -> str | None:
    """Return the message for a writer who requested ghost text; None if another answer is coming."""
    if reason is not Suppressed.QUIET_ZONE:
        return _MESSAGES.get(reason)
    zone = quiet_zone(passage.before, passage.after, passage.language_id)
    kind = f" ({zone.replace('_', ' ')})" if zone else ""
    return f"No suggestion in a quiet zone{kind}: no prose is written here."
