"""Which models a voice writes with. Knows its card alone, and loads nothing."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from afterword.errors import ModelError
from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_folder import find_voice
from afterword.settings import Settings


@dataclass(frozen=True, slots=True)
class ChosenVoice:
    """The voice that one model writes with."""

    name: str = ""
    """Its name; empty if the model writes as it is."""
    version: str = ""
    """The checksum of its weights: tuned again, it is another voice."""


AS_IT_IS: Final = ChosenVoice()
"""The model without a voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChoice:
    """The voices of the two jobs. One serves a job if that job's model is the one it was tuned on."""

    inline: ChosenVoice = AS_IT_IS
    """The voice of ghost text."""
    paragraph: ChosenVoice = AS_IT_IS
    """The voice of paragraphs."""
    problem: str = ""
    """Why the voice that the settings name serves neither, with the next step; empty if it does."""


NO_VOICE: Final = VoiceChoice()
"""Both models write as they are."""


def choose_voices(settings: Settings, *, root: Path | None = None) -> VoiceChoice:
    """Return which jobs the settings' voice serves, from its card.

    Args:
        settings: name the voice, and the models of both jobs.
        root: the folder with the voices; None is the user's own.
    """
    name, ghost, paragraph = settings.voice, settings.inline_model, settings.paragraph_model
    if not name:
        return NO_VOICE
    try:
        card = find_voice(root or voices_root(), name).read_card()
    except ModelError as error:
        return VoiceChoice(problem=str(error))
    is_ghost, is_paragraph = (is_same_model(card.base_name, model) for model in (ghost, paragraph))
    if not is_ghost and not is_paragraph:
        return VoiceChoice(
            problem=f"The voice {name} was tuned on {card.base_name}, which writes nothing here. "
            f'Set `model` or `paragraph.model` to "{card.base_name}", or choose another voice.'
        )
    voice = ChosenVoice(name, card.adapter_sha256)
    return VoiceChoice(
        inline=voice if is_ghost else AS_IT_IS, paragraph=voice if is_paragraph else AS_IT_IS
    )


def is_same_model(first: str, second: str) -> bool:
    """Return whether two names are of one model: the same name, or paths of the same file or folder."""
    if first == second:
        return True
    paths = [Path(name).expanduser() for name in (first, second)]
    return all(path.exists() for path in paths) and paths[0].resolve() == paths[1].resolve()
