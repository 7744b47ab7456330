"""The next turn of a dialogue: who may speak at a cursor, and where the turn goes in."""

from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.verse_and_dialogue.speaker_cues import (
    SpeakerCue,
    is_dialogue,
    next_speakers,
    read_cues,
)
from afterword.settings.brief_fields import Form
from afterword.writing.passage import Passage
from afterword.writing.places.insertion_point import InsertionPoint, place_after

LOOK_BACK_CHARS: Final = 8_000
"""Characters before the cursor in which cues are read: who has not spoken there has left."""
LOOK_AHEAD_CHARS: Final = 2_000
"""Characters after the cursor in which the breaks between turns are counted."""
MOST_SPEAKERS: Final = 3
"""Speakers that are offered at most."""
SPOKEN_FORMS: Final = frozenset((Form.DIALOGUE, Form.SCREENPLAY, Form.STAGE_PLAY))
_EMPTY_LINE: Final = regex.compile(r"[ \t\u3000]*(?:\n[ \t\u3000]*(?=\n)|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """The turns before a cursor."""

    text: str
    cues: list[SpeakerCue]
    stands_apart: bool
    """Whether an empty line parts two turns."""

    def cue_for(self, speaker: str) -> str:
        """Return the speaker's last cue, or another speaker's last cue with this name."""
        own = [cue for cue in self.cues if cue.name == speaker]
        return (own or self.cues)[-1].with_name(speaker)


def read_dialogue(passage: Passage) -> Dialogue:
    """Read the cues before the cursor, and how turns are parted in this document."""
    text = passage.before[-LOOK_BACK_CHARS:]
    near = text + passage.after[:LOOK_AHEAD_CHARS]
    starts = [cue.start for cue in read_cues(near) if cue.start]
    parted = sum(near[:start].endswith("\n\n") for start in starts)
    return Dialogue(text=text, cues=read_cues(text), stands_apart=2 * parted >= len(starts))


def speakers_at(passage: Passage, form: Form | None) -> list[str]:
    """Return who may speak next at this cursor, the most likely first; empty outside dialogue.

    Args:
        passage: the document and the cursor.
        form: the form that the brief names.
    """
    dialogue = read_dialogue(passage)
    if not dialogue.cues:
        return []
    if form not in SPOKEN_FORMS and not is_dialogue(dialogue.text, dialogue.cues):
        return []
    if not dialogue.text[dialogue.cues[-1].end :].strip():
        return []  # the next speaker is named, and has not said anything yet
    return next_speakers([cue.name for cue in dialogue.cues], MOST_SPEAKERS)


def find_turn(passage: Passage, speaker: str) -> InsertionPoint | None:
    """Return where the next turn begins: ``before`` ends with its cue. None where nobody speaks.

    Without a name it is the most likely speaker's. The turn at the cursor is not broken.
    """
    dialogue = read_dialogue(passage)
    if not dialogue.cues:
        return None
    names = [cue.name for cue in dialogue.cues]
    speaker = speaker or next(iter(next_speakers(names, 1)), names[-1])
    moved = _chars_to_turn_end(passage, stands_apart=dialogue.stands_apart)
    above, below = passage.before + passage.after[:moved], passage.after[moved:]
    parting = 2 if dialogue.stands_apart else 1
    breaks_above = _breaks(above[len(above.rstrip()) :])
    breaks_below = _breaks(below[: len(below) - len(below.lstrip())]) if below.strip() else parting
    return place_after(
        passage,
        moved,
        lead="\n" * max(0, parting - breaks_above) + dialogue.cue_for(speaker),
        trail="\n" * max(0, parting - breaks_below),
    )


def _chars_to_turn_end(passage: Passage, *, stands_apart: bool) -> int:
    line_rest = passage.after.partition("\n")[0]
    if not (passage.before.rpartition("\n")[2] + line_rest).strip():
        return 0
    if not stands_apart:
        return len(line_rest)
    found = _EMPTY_LINE.search(passage.after)
    return found.start() if found else len(passage.after)


def _breaks(gap: str) -> int:
    return gap.count("\n")
