"""The controls of one request: how its words are drawn, which are wanted, and how long it gets.

Each may be set in three places, and is defined here alone: among the settings (``paragraph.…``), in a
document's YAML head, and with the command that asks. What is nearer to the request goes first; lists
of phrases add up.
"""

from collections.abc import Mapping
from typing import Annotated, Final, cast

from pydantic import Field

from afterword.settings.brief_fields import Brief, Line
from afterword.settings.section import Section

MOST_BANNED: Final = 1000
"""Phrases; a list of clichés that somebody collected."""
MOST_FAVOURED: Final = 100
"""Phrases: each one costs time at each word."""

ControlValues = Mapping[str, object]
"""Some controls by name, with values that were checked."""


class Controls(Section):
    """What a writer may want otherwise for a single request."""

    max_words: Annotated[int, Field(ge=5, le=1000)] = 90
    """Longest continuation, in words (in Chinese, Japanese and Thai: pairs of characters)."""
    follow_rhythm: bool = True
    """Aim at the length of the paragraphs before it. Without that, always at ``max_words``."""
    temperature: Annotated[float, Field(ge=0.0, le=2.0)] = 0.8
    """How freely words are drawn: 0 always takes the most probable one."""
    top_p: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    """Draw only from the most probable words that together reach this probability; 1 is off."""
    min_p: Annotated[float, Field(ge=0.0, le=1.0)] = 0.08
    """Never draw a word less probable than this share of the most probable one."""
    repetition_penalty: Annotated[float, Field(ge=1.0, le=2.0)] = 1.05
    """Make words that already stand in the text less probable; 1 is off."""
    dry_multiplier: Annotated[float, Field(ge=0.0, le=10.0)] = 0.8
    """How strongly to avoid running on with words that stand in the text already; 0 is off."""
    dry_base: Annotated[float, Field(ge=1.0, le=4.0)] = 1.75
    """How much more strongly for each further word of such a run."""
    dry_allowed_words: Annotated[int, Field(ge=1, le=50)] = 4
    """How many words in a row may come again: names, turns of dialogue."""
    banned_phrases: Annotated[tuple[Line, ...], Field(strict=False, max_length=MOST_BANNED)] = ()
    """Phrases that are never written; upper and lower case count as the same."""
    favoured_phrases: Annotated[
        tuple[Line, ...], Field(strict=False, max_length=MOST_FAVOURED)
    ] = ()
    """Words and phrases that you want more of. They become likelier where they could stand, and are
    never forced."""
    favoured_weight: Annotated[float, Field(ge=0.0, le=10.0)] = 3.0
    """How much likelier, as a natural logarithm: 3 is twenty times; 0 is off."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None
    """Write the same continuation each time; without it, each attempt differs."""


class HeadKeys(Controls, Brief):
    """All keys of the ``afterword:`` map in a document's head: the brief's, then the controls'."""


def overlay_controls(below: ControlValues, above: ControlValues) -> dict[str, object]:
    """Return both together. ``above`` goes first; what is banned or favoured adds up."""
    together = {**below, **above}
    for name in ("banned_phrases", "favoured_phrases"):
        phrases = [phrase for values in (below, above) for phrase in _phrases(values.get(name, ()))]
        if phrases:
            together[name] = tuple(dict.fromkeys(phrases))
    return together


def _phrases(value: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
