"""Simulated typing: a writer types a stretch, and accepts the right part of each suggestion."""

from dataclasses import dataclass, field
from typing import Final

from afterword.study.evaluating.measures.accepted_prefix import match
from afterword.study.evaluating.policies.policy import Policy, PolicyAnswer
from afterword.study.evaluating.samples.typed_stretches import Stretch

READING_KEYSTROKES: Final = 0.3
"""The cost, in keystrokes, of each distinct suggestion that was read and not accepted."""
SENTENCE_BUCKETS: Final = (20, 40, 80, 160)
"""The bounds, in characters from the start of the sentence, of the groups that savings are reported by."""


@dataclass(slots=True, kw_only=True)
class TypingResult:
    """The counts of typing one stretch. Holds no text."""

    document: str
    char_offset: int
    language: str
    chars: int
    keystrokes: int = 0
    """The number of keystrokes: one for each typed character and for each accepted suggestion."""
    accepted_chars: int = 0
    accepts: int = 0
    asked: int = 0
    """The number of cursor positions at which the policy was asked: one before each keystroke."""
    shown: int = 0
    """The number of positions at which something was shown."""
    wrong: int = 0
    """The number of positions at which the first shown word was wrong."""
    suggestions: int = 0
    """The number of distinct suggestions: typing the text of one does not make another."""
    refused: int = 0
    """The number of distinct suggestions of which nothing was accepted."""
    shown_words: int = 0
    """The number of words of all distinct suggestions."""
    took_ms: list[float] = field(default_factory=list[float])
    """The latencies of generated answers, without the first one, which reads the whole context."""
    reused_ms: list[float] = field(default_factory=list[float])
    """The latencies of answers from what was shown before."""
    bucket_chars: list[int] = field(default_factory=lambda: [0] * (len(SENTENCE_BUCKETS) + 1))
    """The number of characters, by distance from the sentence's start."""
    bucket_saved: list[int] = field(default_factory=lambda: [0] * (len(SENTENCE_BUCKETS) + 1))
    """The number of saved keystrokes, by the distance at which the suggestion began."""

    @property
    def key(self) -> tuple[str, int]:
        """The place, which is the same in another run."""
        return self.document, self.char_offset

    @property
    def cost(self) -> float:
        """The keystrokes, plus the cost of reading suggestions that were not accepted."""
        return self.keystrokes + READING_KEYSTROKES * self.refused


@dataclass(slots=True)
class _Seen:
    """The suggestion on the screen, by its text and where that text ends in the document."""

    end_offset: int = -1
    text: str = ""

    def goes_on(self, offset: int, shown: str) -> bool:
        """Return whether ``shown`` at ``offset`` is the same suggestion: typed, cut or longer."""
        start = self.end_offset - len(self.text)
        if self.end_offset < 0 or offset < start:
            return False
        rest = self.text[offset - start :]
        return bool(rest) and (rest.startswith(shown) or shown.startswith(rest))


async def type_out_stretch(policy: Policy, stretch: Stretch) -> TypingResult:
    """Type a stretch: before each keystroke the policy is asked, and the right part is accepted.

    What is accepted is whole words (characters in scripts without spaces), in one keystroke.

    Raises:
        EngineError: the model failed.
    """
    typed = TypingResult(
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
                typed.refused -= 1  # counted when it was first shown; some of it is accepted now
            seen = _Seen(at + len(offer.text), offer.text)
        if found.is_right or not found.is_shown:
            seen = _Seen()
        at += step
    policy.forget(stretch.passage(stretch.start).uri)
    return typed


def bucket_of(sentence_chars: int) -> int:
    """Return the index of the group for a distance from the start of the sentence."""
    return sum(sentence_chars >= bound for bound in SENTENCE_BUCKETS)


def _count(typed: TypingResult, offer: PolicyAnswer, *, is_first: bool) -> None:
    typed.asked += 1
    if offer.is_reused:
        typed.reused_ms.append(offer.took_ms)
    elif not is_first:
        typed.took_ms.append(offer.took_ms)


def _count_shown(typed: TypingResult, *, is_right: bool, chars: int) -> None:
    typed.shown += 1
    typed.wrong += not is_right
    typed.accepts += is_right
    typed.accepted_chars += chars
