"""The brief that holds at a place: what the project says, and over it the document's own head."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from afterword.brief.head.document_head import read_document_head
from afterword.settings.brief_fields import Brief
from afterword.settings.controls import ControlValues


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveBrief:
    """The brief in force at a place, and the text before it."""

    brief: Brief
    text: str
    """The text before the cursor without the head that the brief was read from."""
    controls: ControlValues = field(default_factory=dict[str, object])
    """The controls that the head sets."""
    voice: str | None = None
    """The voice that the head names; see ``DocumentHead``."""


def effective_brief(before: str, defaults: Brief) -> EffectiveBrief:
    """Return the brief for the text before a cursor.

    A head without a word to us stays part of the text: its title says something too.

    Args:
        before: all text before the cursor, from the document's start.
        defaults: what holds where the head says nothing.
    """
    head = read_document_head(before)
    if not (head.keys or head.faults):
        return EffectiveBrief(brief=defaults, text=before)
    brief = overlay(defaults, head.values)
    text = before[head.length :].lstrip("\n")
    return EffectiveBrief(brief=brief, text=text, controls=head.controls, voice=head.voice)


def overlay(defaults: Brief, values: Mapping[str, object]) -> Brief:
    """Return ``defaults`` with ``values`` over them, by key; what is to be avoided adds up."""
    if not values:
        return defaults
    brief = defaults.model_copy(update=dict(values))
    if "avoid" in values:  # what the project avoids is avoided here too
        together = (*defaults.avoid, *brief.avoid)
        brief = brief.model_copy(update={"avoid": tuple(dict.fromkeys(together))})
    return brief
