"""The controls of one request: how its words are drawn, which are wanted, and how long it may be.

Each may be set in three places, and is defined here alone: among the settings (``paragraph.…``), in a
document's YAML head, and with the command that asks. What is nearer to the request goes first; lists
of phrases add up.
"""

from collections.abc import Mapping
from typing import Annotated, Final, cast

from pydantic import Field

from afterword.settings.brief_fields import Brief, Line
from afterword.settings.section import Section

MAX_BANNED_PHRASES: Final = 1000
"""How many phrases may be banned: as many as a list of clichés that somebody collected."""
MAX_FAVOURED_PHRASES: Final = 100
"""How many phrases may be favoured; each one costs time at each word."""

ControlValues = Mapping[str, object]
"""Some controls by name, with valid values."""

VoiceName = Annotated[str, Field(max_length=64)]
"""The name of a voice; empty stands for none."""


class Controls(Section):
    """What a writer may set for a single request."""

    max_words: Annotated[int, Field(ge=5, le=1000)] = 90
    """The longest continuation, in words, from 5 to 1000 (in Chinese, Japanese and Thai in pairs of
    characters). 90 words are a paragraph of ordinary length."""
    follow_rhythm: bool = True
    """Whether a continuation aims at the length of the paragraphs before it, so that it looks like them,
    and not always at ``max_words``."""
    temperature: Annotated[float, Field(ge=0.0, le=2.0)] = 0.6
    """How freely words are drawn, from 0 to 2: 0 always takes the most probable one, 1 draws as the model
    gives them. 0.6 stays close to the probable, which makes more sense; what goes in circles is left out."""
    top_p: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0
    """The probability, over 0 and up to 1, that the most probable words reach together; only they are
    drawn. 1 is off, because ``min_p`` leaves out what is improbable."""
    min_p: Annotated[float, Field(ge=0.0, le=1.0)] = 0.08
    """The least probability that a word may have to be drawn, as a share of the most probable one's, from
    0 to 1; 0 is off. 0.08 leaves little choice where the model is sure, and much where it is not."""
    repetition_penalty: Annotated[float, Field(ge=1.0, le=2.0)] = 1.05
    """How much less probable words become that stand in the text already, as a factor from 1 to 2; 1 is
    off. 1.05 is slight, because names and common words have to come again."""
    dry_multiplier: Annotated[float, Field(ge=0.0, le=10.0)] = 0.8
    """How strongly a run of words that stands in the text already is kept from going on, from 0 to 10; 0
    is off. 0.8 is what the author of the method (DRY) recommends."""
    dry_base: Annotated[float, Field(ge=1.0, le=4.0)] = 1.75
    """The factor, from 1 to 4, by which that becomes stronger with each further word of the run; 1 is
    always the same. 1.75 is what the author of the method recommends."""
    dry_allowed_words: Annotated[int, Field(ge=1, le=50)] = 4
    """How many words in a row may come again, from 1 to 50. 4 leaves names and turns of dialogue alone."""
    banned_phrases: Annotated[
        tuple[Line, ...], Field(strict=False, max_length=MAX_BANNED_PHRASES)
    ] = ()
    """Up to 1,000 phrases of up to 300 characters that are never written; upper and lower case count as
    the same."""
    favoured_phrases: Annotated[
        tuple[Line, ...], Field(strict=False, max_length=MAX_FAVOURED_PHRASES)
    ] = ()
    """Up to 100 words and phrases of up to 300 characters that you want more of. They become likelier
    where they could stand, and are never forced."""
    favoured_weight: Annotated[float, Field(ge=0.0, le=10.0)] = 3.0
    """How much likelier ``favoured_phrases`` become, as a natural logarithm from 0 to 10; 0 is off. 3
    makes them twenty times as likely."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None
    """A whole number up to 4,294,967,295 with which the same text gets the same continuation each time.
    Unset, each attempt differs."""


class HeadKeys(Controls, Brief):
    """All keys of the ``afterword:`` map in a document's head: the brief's, the controls', and the voice."""

    voice: VoiceName | None = None
    """The voice that writes in this document, by its name of up to 64 characters, in place of the settings';
    "" is none."""


def overlay_controls(below: ControlValues, above: ControlValues) -> dict[str, object]:
    """Return both together. ``above`` goes first; the phrases that they ban or favour are joined."""
    together = {**below, **above}
    for name in ("banned_phrases", "favoured_phrases"):
        phrases = [phrase for values in (below, above) for phrase in _phrases(values.get(name, ()))]
        if phrases:
            together[name] = tuple(dict.fromkeys(phrases))
    return together


def _phrases(value: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", value) if isinstance(value, tuple) else ()
