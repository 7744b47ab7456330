"""What the commands say of a voice: one line of a list, its card, and whether it serves."""

from typing import Any

from afterword.cli.check_results import Check, failed, passed
from afterword.engine.loading.voice_choice import choose_voices
from afterword.errors import AfterwordError, ModelError
from afterword.models.cache_folder import size_of
from afterword.models.model_store import ModelStore
from afterword.models.prepared_voices import prepared_voice_folder
from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_card import card_rows, check_base
from afterword.models.voices.voice_folder import find_voice
from afterword.models.voices.voice_thresholds import read_thresholds
from afterword.settings import Settings


def describe_voice(name: str) -> dict[str, Any]:
    """Return the JSON object for one voice, without its card.

    Raises:
        ModelNotFoundError: there is no such voice.
    """
    folder, prepared = find_voice(voices_root(), name), prepared_voice_folder(name)
    prepared_bytes = size_of(prepared)
    facts: dict[str, Any] = {
        "name": name,
        "state": "prepared" if prepared_bytes else "tuned",
        "folder": str(folder.path),
        "size_bytes": size_of(folder.path),
        "prepared_bytes": prepared_bytes,
        "has_own_thresholds": bool(read_thresholds(folder)),
    }
    try:
        facts["base"] = folder.read().card.base_name
    except ModelError as error:  # a damaged voice must not hide the others
        facts |= {"base": "", "state": "damaged", "fault": str(error)}
    return facts


def voice_rows(name: str) -> list[tuple[str, str]]:
    """Return a voice's card, and where it lies, as rows of a table for people.

    Raises:
        ModelError: there is no such voice, or its card can't be read.
    """
    facts = describe_voice(name)
    rows = card_rows(find_voice(voices_root(), name).read_card())
    if "fault" in facts:
        rows.append(("fault", facts["fault"]))
    own = "its own" if facts["has_own_thresholds"] else "those of its base"
    return [
        *rows,
        ("thresholds of ghost text", own),
        ("folder", facts["folder"]),
        ("prepared", f"{facts['prepared_bytes'] / 1e6:,.0f} MB in the cache"),
    ]


def check_voice(settings: Settings) -> list[Check]:
    """Return whether the settings' voice can serve, and which jobs; empty if they name none."""
    name = settings.voice
    if not name:
        return []
    voices = choose_voices(settings)
    if voices.problem:
        return [failed("voice", voices.problem, fix="See: afterword models list")]
    jobs = {"ghost text": voices.inline, "paragraphs": voices.paragraph}
    served = " and ".join(job for job, voice in jobs.items() if voice.name)
    others = " and ".join(job for job, voice in jobs.items() if not voice.name)
    note = f"; another model writes {others}, without it" if others else ""
    try:
        card = find_voice(voices_root(), name).read().card
        prepared = ModelStore().info(card.base_name).prepared
        if prepared is not None:
            check_base(card, prepared)
    except AfterwordError as error:
        return [failed("voice", error.message, fix=error.next_step)]
    return [passed("voice", f"{name}, of {card.base_name}, for {served}{note}")]
