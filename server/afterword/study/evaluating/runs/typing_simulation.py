"""Simulated typing: a writer types a stretch and takes of each suggestion what is right."""

from dataclasses import dataclass, field
from typing import Final

from afterword.study.evaluating.measures.accepted_prefix import match
from afterword.study.evaluating.policies.policy import Policy, PolicyAnswer
from afterword.study.evaluating.samples.typed_stretches import Stretch

READING_KEYSTROKES: Final = 0.3
"""What each distinct suggestion costs that was read and not taken."""
SENTENCE_BUCKETS: Final = (20, 40, 80, 160)
"""Characters into the sentence that bound the groups savings are told by."""


@dataclass(slots=True, kw_only=True)
class Typed:
    """What came of one stretch. Holds no text."""

    document: str
    char_offset: int
    language: str
    chars: int
    keystrokes: int = 0
    """One for each character typed, one for each suggestion accepted."""
    accepted_chars: int = 0
    accepts: int = 0
    asked: int = 0
    """Cursor positions: once before each keystroke."""
    shown: int = 0
    """Positions at which something was shown."""
    wrong: int = 0
    """Positions at which the first shown word was wrong."""
    suggestions: int = 0
    """Distinct ones: typing into one does not make another."""
    refused: int = 0
    """Distinct ones of which nothing was accepted."""
    shown_words: int = 0
    """Of the distinct ones."""
    took_ms: list[float] = field(default_factory=list[float])
    """Of the answers that the model wrote, but for the first, which reads the page."""
    reused_ms: list[float] = field(default_factory=list[float])
    bucket_chars: list[int] = field(default_factory=lambda: [0] * (len(SENTENCE_BUCKETS) + 1))
    """Characters by distance from the sentence's start."""
    bucket_saved: list[int] = field(default_factory=lambda: [0] * (len(SENTENCE_BUCKETS) + 1))
    """Keystrokes saved, by where the suggestion began."""

    @property
    def key(self) -> tuple[str, int]:
        """The place, to find it again in another run."""
        return self.document, self.char_offset

    @property
    def cost(self) -> float:
        """Keystrokes with what reading in vain costs."""
        return self.keystrokes + READING_KEYSTROKES * self.refused


@dataclass(slots=True)
class _Seen:
    """The suggestion that stands on the screen, by what the text would be with it."""

    end_offset: int = -1
    text: str = ""

    def goes_on(self, offset: int, shown: str) -> bool:
        """Tell whether ``shown`` at ``offset`` is the same suggestion, typed into, cut or grown."""
        start = self.end_offset - len(self.text)
        if self.end_offset < 0 or offset < start:
            return False
        rest = self.text[offset - start :]
        return bool(rest) and (rest.startswith(shown) or shown.startswith(rest))


async def type_out_stretch(policy: Policy, stretch: Stretch) -> Typed:
    """Type a stretch. Before each key the policy is asked; the longest right part is accepted.

    It is accepted by whole words, in scripts without spaces by characters, in one keystroke.

    Raises:
        EngineError: the model failed.
    """
    typed = Typed(
        document=stretch.writing.key,
        char_offset=stretch.start,
        language=stretch.writing.language,
        chars=stretch.end - stretch.start,
    )
    at, seen = stretch.start, _Seen()
    while at < stretch.end:
        passage = stretch.passage(at)
        offer = await policy.offer(passage)
        found = match(offer.text, stretch.truth(at))
        _count(typed, offer, is_first=at == stretch.start)
        accepted = min(found.right_chars, stretch.end - at)
        step = max(1, accepted)
        bucket = bucket_of(stretch.sentence_chars(at))
        typed.bucket_chars[bucket] += step
        typed.bucket_saved[bucket] += step - 1
        typed.keystrokes += 1
        if found.is_shown:
            _count_shown(typed, is_right=found.is_right, chars=accepted)
            if not seen.goes_on(at, offer.text):
                typed.suggestions += 1
                typed.shown_words += found.shown_words
                typed.refused += not found.is_right
            elif found.is_right:
                typed.refused -= 1  # counted when it came up; some of it is taken after all
            seen = _Seen(at + len(offer.text), offer.text)
        if found.is_right or not found.is_shown:
            seen = _Seen()
        at += step
    policy.forget(stretch.passage(stretch.start).uri)
    return typed


def bucket_of(sentence_chars: int) -> int:
    """Return the index of the group that a place this far into its sentence belongs to."""
    return sum(sentence_chars >= bound for bound in SENTENCE_BUCKETS)


def _count(typed: Typed, offer: PolicyAnswer, *, is_first: bool) -> None:
    typed.asked += 1
    if offer.is_reused:
        typed.reused_ms.append(offer.took_ms)
    elif not is_first:
        typed.took_ms.append(offer.took_ms)


def _count_shown(typed: Typed, *, is_right: bool, chars: int) -> None:
    typed.shown += 1
    typed.wrong += not is_right
    typed.accepts += is_right
    typed.accepted_chars += chars
