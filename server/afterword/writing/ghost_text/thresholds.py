"""The thresholds of ghost text by model, language, cursor position and eagerness.

The table beside this file is made by ``afterword evaluate --thresholds``.
"""

import json
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from afterword.models.trained_models import voices_root
from afterword.models.voices.voice_folder import VoiceFolder
from afterword.models.voices.voice_thresholds import (
    ThresholdTable,
    read_thresholds,
    thresholds_path,
)
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
"""The key for models without thresholds, and for languages with too few samples."""
_NEAR_CHARS: Final = 200
"""Characters before the cursor that decide its position."""
_LANGUAGE_SAMPLE_CHARS: Final = 2_000
"""Characters before the cursor that decide the language: names and dialogue may hide it in fewer."""


class Position(StrEnum):
    """The kind of text around a cursor, which changes how often a suggestion is right."""

    WORD_START = "word_start"
    MID_WORD = "mid_word"
    SENTENCE_START = "sentence_start"
    CHARACTER = "character"
    """After a character of a script without spaces."""
    INSIDE = "inside"
    """Before further text on the same line."""


QUIET_CHARACTER_WORTH: Final = 0.02
"""Utility of an accepted character with quiet eagerness where nothing of the word is typed yet: with
the usual worth, long words are shown there that are right only two times in three."""


def show_policy_at(passage: Passage, *, model: str, voice: str = "") -> ShowPolicy:
    """Return the policy for suggestions at this cursor.

    Args:
        passage: the document and the cursor.
        model: the name of the model that writes them.
        voice: the voice that it writes with. Where that has no thresholds of its own, the model's hold.
    """
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
        for models in (_own_table(voice), table.get(model, {}), table[ANY])
        for name in (language, ANY)
    )
    row = next(row for row in (positions.get(position) for positions in rows) if row)
    return ShowPolicy(threshold=row[inline.eagerness], character_worth=worth)


def position_of(passage: Passage) -> Position:
    """Return the kind of text around the cursor."""
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


def _own_table(voice: str) -> ThresholdTable:
    """Return a voice's own thresholds by language, position and eagerness; empty if it has none."""
    if not voice:
        return {}
    folder = VoiceFolder(voices_root() / voice)
    try:
        files = (thresholds_path(folder), folder.card)
        return _read_own(folder, tuple(path.stat().st_mtime_ns for path in files))
    except OSError:  # most voices have none
        return {}


@lru_cache(maxsize=8)
def _read_own(folder: VoiceFolder, changed_ns: tuple[int, ...]) -> ThresholdTable:
    """Read a voice's thresholds, once for each time at which its files were changed."""
    del changed_ns
    return read_thresholds(folder)
