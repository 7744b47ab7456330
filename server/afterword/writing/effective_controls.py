"""The controls in force for one request: the command's, over the head's, over the settings'."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from afterword.engine.interface import Sampling
from afterword.settings import Settings
from afterword.settings.controls import Controls, ControlValues, overlay_controls
from afterword.writing.passage import Passage

NO_CONTROLS: Final[ControlValues] = MappingProxyType({})
"""The controls of a request that sets none."""


class Origin(StrEnum):
    """The origins of a control's value, strongest first."""

    COMMAND = "this command"
    HEAD = "the document's head"
    SETTINGS = "settings"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveControls:
    """The settings in force for one request."""

    settings: Settings
    """The settings, with the controls in force under ``paragraph``."""
    sampling: Sampling
    """How the engine samples tokens."""
    origins: Mapping[str, tuple[Origin, ...]]
    """The origins of each control's value; several where lists of phrases add up."""


def effective_controls(passage: Passage, request_controls: ControlValues) -> EffectiveControls:
    """Return the settings and controls in force for a request at a place.

    Args:
        passage: the document and the cursor.
        request_controls: the valid controls of the request itself.
    """
    settings = passage.settings
    set_in = settings.paragraph.model_fields_set & set(Controls.model_fields)
    layers: dict[Origin, ControlValues] = {
        Origin.SETTINGS: {name: getattr(settings.paragraph, name) for name in set_in},
        Origin.HEAD: passage.head_controls,
        Origin.COMMAND: request_controls,
    }
    values = dict[str, object]()
    origins: dict[str, tuple[Origin, ...]] = dict.fromkeys(Controls.model_fields, (Origin.DEFAULT,))
    for origin, layer in layers.items():
        values = overlay_controls(values, layer)
        for name, value in layer.items():
            adds = value != values[name] and Origin.DEFAULT not in origins[name]
            origins[name] = (origin, *origins[name]) if adds else (origin,)
    paragraph = settings.paragraph.model_copy(update=values)
    return EffectiveControls(
        settings=settings.model_copy(update={"paragraph": paragraph}),
        sampling=_sampling(paragraph),
        origins=origins,
    )


def _sampling(controls: Controls) -> Sampling:
    return Sampling(
        temperature=controls.temperature,
        top_p=controls.top_p,
        min_p=controls.min_p,
        repetition_penalty=controls.repetition_penalty,
        dry_multiplier=controls.dry_multiplier,
        dry_base=controls.dry_base,
        dry_allowed_words=controls.dry_allowed_words,
        favoured=controls.favoured_phrases,
        favoured_weight=controls.favoured_weight,
        seed=controls.seed,
    )
