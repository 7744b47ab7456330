"""What a writer types: edits with the time before each, typing errors included. Pure text."""

import random
from dataclasses import dataclass, replace
from typing import Final

CHARS_PER_WORD: Final = 5
"""Keystrokes in a word, spaces included, as typing tests count."""
_WORDS_BETWEEN_ERRORS: Final = 9
"""How many words on average begin right between two that begin with an error."""
_PAUSES: Final = {" ": 1.3, ",": 1.8, ".": 4.0, "\n": 6.0}
"""How many times as long as after a letter a writer waits after each of these."""
_NOTICE_FACTOR: Final = 2.5
"""How many times as long as between letters it takes to see an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One keystroke."""

    wait_ms: float
    """Milliseconds since the keystroke before."""
    char_offset: int
    """Where the text changes."""
    removed_chars: int = 0
    inserted: str = ""

    @property
    def cursor(self) -> int:
        """Where the cursor stands afterwards."""
        return self.char_offset + len(self.inserted)

    def apply(self, text: str) -> str:
        """Return the text after the keystroke."""
        end = self.char_offset + self.removed_chars
        return text[: self.char_offset] + self.inserted + text[end:]


def type_out(text: str, *, at: int, words_per_minute: float, seed: int) -> list[Edit]:
    """Return the keystrokes that insert ``text`` at an offset, in order.

    About one word in nine begins with a wrong letter that is seen a letter later, deleted and
    typed anew. The pace is uneven, but over the whole trace it is the one asked for, where only
    what stays on the page counts as written.
    """
    choices = random.Random(seed)
    edits, cursor, previous = list[Edit](), at, ""
    for index, char in enumerate(text):
        if _begins_word(text, index) and choices.randrange(_WORDS_BETWEEN_ERRORS) == 0:
            edits += _typing_error(char, text[index + 1], cursor, choices)
        wait = choices.uniform(0.6, 1.4) * _PAUSES.get(previous, 1.0)
        edits.append(Edit(wait_ms=wait, char_offset=cursor, inserted=char))
        cursor, previous = cursor + 1, char
    whole_ms = len(text) / CHARS_PER_WORD / words_per_minute * 60_000
    scale = whole_ms / sum(edit.wait_ms for edit in edits)
    return [replace(edit, wait_ms=edit.wait_ms * scale) for edit in edits]


def _begins_word(text: str, index: int) -> bool:
    before, word = text[index - 1 : index], text[index : index + 2]
    return before == " " and len(word) == 2 and word.isalpha()


def _typing_error(char: str, following: str, cursor: int, choices: random.Random) -> list[Edit]:
    """Two letters swapped, then deleted one by one."""
    waits = [choices.uniform(0.6, 1.4) for _ in range(4)]
    waits[2] *= _NOTICE_FACTOR
    return [
        Edit(wait_ms=waits[0], char_offset=cursor, inserted=following),
        Edit(wait_ms=waits[1], char_offset=cursor + 1, inserted=char),
        Edit(wait_ms=waits[2], char_offset=cursor + 1, removed_chars=1),
        Edit(wait_ms=waits[3], char_offset=cursor, removed_chars=1),
    ]
