"""Speaker cues: the names in a play, screenplay or chat that say who speaks.

A cue is a name with a colon (``Nora: …``, ``**Nora:** …``, ``娜拉：…``), in capitals with a full stop
(``NORA. …``), or in capitals on a line of its own. No list of names is used: the form decides.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from afterword.prose.characters.character_classes import is_cjk

MAX_CJK_NAME_CHARS: Final = 8
"""Characters of the longest name in Chinese or Japanese."""
MAX_NAME_CHARS: Final = 32
"""Characters of the longest name in other scripts."""
MIN_CUES: Final = 3
"""Cues from which a text may be a dialogue."""
MIN_SHARE_OF_LINES: Final = 0.2
"""Share of the lines, 0-1, that must have cues in a dialogue. In a screenplay, speech and action take
four lines of five."""
RECENCY_DECAY: Final = 0.8
"""Weight of a turn relative to the one after it."""
ANSWER_WEIGHT: Final = 3.0
"""Weight of having answered the last speaker before, relative to having spoken at all."""

_PARTICLE: Final = r"(?:of|the|and|de|da|di|du|van|von|der|la|le|el)\b"
_REST: Final = r"[\p{L}\p{M}\p{N}'’.\-]*"
_NAME: Final = (
    rf"(?:\p{{Lu}}{_REST}(?:\ (?:[\p{{Lu}}\p{{N}}]|{_PARTICLE}){_REST}){{0,3}}"
    r"|\p{Lo}[\p{L}\p{M}\p{N}·・]*(?:\ \p{Lo}[\p{L}\p{M}]*)?)"
)
_EMPHASIS: Final = r"(?:\*\*|\*|__|_)?"
_COLON: Final = r"[ \u00a0\u202f]?(?:：|:(?=\s|\Z|[*_\"“«(（\p{Lo}]))"
_INLINE: Final = regex.compile(
    rf"(?m)^(?P<before>[ \t\u3000]*{_EMPHASIS})(?P<name>{_NAME})"
    r"(?:[ \t]*[(（][^()（）\n]{1,60}[)）])?"
    rf"(?P<after>{_EMPHASIS}(?:{_COLON}|(?<=\p{{Lu}}\p{{Lu}})\.(?=[ \t])){_EMPHASIS}"
    r"(?:[ \t]*\n(?=[ \t]*\S))?[ \t]*)"
)
_OWN_LINE: Final = regex.compile(
    r"(?<=\A|\n[ \t]*\n)(?P<before>[ \t]*)(?P<name>\p{Lu}[\p{Lu}\p{M}\p{N}'’.# \-]*[\p{Lu}\p{N}])"
    r"(?:[ \t]*\([^()\n]{1,60}\))*[ \t]*(?P<after>\n[ \t]*)(?=\S)"
)
_NO_SPEAKER: Final = regex.compile(
    r"(?i:int|ext|est|i/e|fade|cut|dissolve|act|scene|chapter|part|the\ end|end|title|continued"
    r"|time|place|setting|characters|cast|note|notes|todo|ps|nb)\b"
    r"|(?:时间|時間|地点|地點|人物|场景|場景|布景|注|例如|如下|其一|其二)\Z"
    r"|.*[说說道问問答喊叫想讲講]\Z"
)
"""Pattern for text that is no name: scene headings, labels, and ``他说：``, which begins a sentence."""
_ENDED: Final = r"(?<=[\p{Sentence_Terminal}…”\"’」』）)])"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCue:
    """A speaker's name before the speech, and the marks around it."""

    name: str
    """The name, without marks."""
    start: int
    """The offset of its line."""
    end: int
    """The offset of the speech."""
    before: str
    """The text between the start of the line and the name: an indent, an emphasis mark."""
    after: str
    """The text between the name and the speech: ``: ``, ``:** ``, a line break."""

    def with_name(self, name: str) -> str:
        """Return a cue of the same form for another name."""
        return self.before + name + self.after


def read_cues(text: str) -> list[SpeakerCue]:
    """Return what looks like a cue, in order. Whether they are cues, ``is_dialogue`` decides."""
    found = [*_INLINE.finditer(text), *_OWN_LINE.finditer(text)]
    cues = {
        hit.start(): SpeakerCue(
            name=hit["name"],
            start=hit.start(),
            end=hit.end(),
            before=hit["before"],
            after=hit["after"],
        )
        for hit in found
        if _is_speaker_name(hit["name"])
    }
    return [cues[start] for start in sorted(cues)]


def is_dialogue(text: str, cues: Sequence[SpeakerCue]) -> bool:
    """Tell whether ``text`` is a dialogue: whether its cues are frequent and their names recur."""
    names = Counter(cue.name for cue in cues)
    if len(cues) < MIN_CUES or len(names) < 2 or names.most_common(1)[0][1] < 2:
        return False
    lines = sum(bool(line.strip()) for line in text[cues[0].start :].split("\n"))
    return len(cues) >= MIN_SHARE_OF_LINES * lines


def next_speakers(names: Sequence[str], max_count: int) -> list[str]:
    """Return who may speak after these turns, the likeliest first, without the last speaker.

    Speakers who have answered the last speaker before come first, then those who spoke recently.

    Args:
        names: the speaker of each turn so far.
        max_count: the maximum number of names to return.
    """
    scores = dict.fromkeys(reversed(names), 0.0)
    for age, name in enumerate(reversed(names)):
        scores[name] += RECENCY_DECAY**age
        if age and names[-1] == name:
            scores[names[-age]] += ANSWER_WEIGHT * RECENCY_DECAY**age
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    return [name for name in ranked if name != names[-1]][:max_count]


def cut_at_cue(text: str, names: Collection[str]) -> str:
    """Return ``text`` up to the next turn of a speaker.

    A turn begins at a cue's line, or at a known name with a colon after the end of a sentence.
    """
    starts = [cue.start for cue in read_cues(text) if cue.start]
    known = "|".join(regex.escape(name, special_only=True) for name in names)
    if known:
        turn = (
            rf"(?:\A|\n|{_ENDED})[ \t\u3000]*{_EMPHASIS}(?:{known}){_EMPHASIS}[ \t]*(?:[:：]|\n|\Z)"
        )
        starts += [hit.start() for hit in regex.finditer(turn, text)]
    return text[: min(starts)] if starts else text


def _is_speaker_name(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    max_chars = MAX_CJK_NAME_CHARS if any(map(is_cjk, name)) else MAX_NAME_CHARS
    return bool(letters) and len(name) <= max_chars and _NO_SPEAKER.match(name) is None
