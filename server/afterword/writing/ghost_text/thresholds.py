"""How sure ghost text must be: by model, language, what stands around the cursor, and eagerness.

The table beside this file is made by ``afterword evaluate --thresholds``.
"""

import json
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

from afterword.prose.characters.character_classes import (
    is_cjk_punctuation,
    is_spaceless,
    is_word_char,
)
from afterword.prose.characters.language_detection import detect_language
from afterword.prose.structure.sentences import ends_sentence
from afterword.settings import Eagerness
from afterword.writing.ghost_text.confidence import CHARACTER_WORTH, ShowPolicy
from afterword.writing.passage import Passage

ANY: Final = "*"
"""The rows for models that nobody has calibrated, and for languages with too few places of their own."""
_NEAR_CHARS: Final = 200
_LANGUAGE_SAMPLE_CHARS: Final = 2_000
"""Enough that names and dialogue don't hide the little words by which languages are told apart."""


class Position(StrEnum):
    """What stands around a cursor, as far as it changes how often a suggestion is right."""

    WORD_START = "word_start"
    MID_WORD = "mid_word"
    SENTENCE_START = "sentence_start"
    CHARACTER = "character"
    """In a script without spaces."""
    INSIDE = "inside"
    """There is text to the right on the same line."""


QUIET_CHARACTER_WORTH: Final = 0.02
"""What an accepted character adds to the promise for a writer who wants quiet, where nothing of the
word is typed yet: with the usual worth, long words pass there that are right only two times of three."""


def show_policy_at(passage: Passage, *, model: str) -> ShowPolicy:
    """Return how sure a suggestion by ``model`` must be to be shown at this cursor."""
    inline = passage.settings.inline
    position = position_of(passage)
    is_strict = inline.eagerness is Eagerness.QUIET and position is not Position.MID_WORD
    worth = QUIET_CHARACTER_WORTH if is_strict else CHARACTER_WORTH
    if inline.confidence is not None:
        return ShowPolicy(threshold=inline.confidence, character_worth=worth)
    table = _table()
    language = detect_language(passage.before[-_LANGUAGE_SAMPLE_CHARS:])
    # The nearest row that there is.
    rows = (
        models.get(name, {})
        for models in (table.get(model, {}), table[ANY])
        for name in (language, ANY)
    )
    row = next(row for row in (positions.get(position) for positions in rows) if row)
    return ShowPolicy(threshold=row[inline.eagerness], character_worth=worth)


def position_of(passage: Passage) -> Position:
    """Tell what stands around the cursor."""
    if passage.after.partition("\n")[0].strip():
        return Position.INSIDE
    near = passage.before[-_NEAR_CHARS:]
    last = near.rstrip()[-1:]
    if not last or near[-1:] == "\n" or ends_sentence(near):
        return Position.SENTENCE_START
    if is_spaceless(last) or is_cjk_punctuation(last):
        return Position.CHARACTER
    return Position.MID_WORD if is_word_char(near[-1]) else Position.WORD_START


@cache
def _table() -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """Return the thresholds by model, language, position and eagerness."""
    text = (
        resources.files("afterword.writing.ghost_text")
        .joinpath("thresholds.json")
        .read_text("utf-8")
    )
    return json.loads(text)
