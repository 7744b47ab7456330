"""Favoured phrases: makes the tokens likelier that spell what the writer wants more of.

A phrase as a whole gains ``favoured_weight`` in its logits, however many tokens the vocabulary cuts it
into. Each token that goes on with it gets a share, and the shares grow along the phrase: what spells
a part ``p`` of it, in bytes, has got ``p`` squared of the weight. So a word that is one token gets all of
it; a beginning that many other words have in common ("the" of "the lamplight") gets little, for
else every text would be full of beginnings; and the more of a phrase is there, the surer is the rest.

It is never forced. The weight is added before min-p, top-p and typical-p leave out what is improbable:
a phrase that makes no sense here stays out. A phrase may only begin where a word may, as it is
written or with a capital. While it stands in the last tokens it gains nothing: a favoured word is
wanted in the text, not in every sentence.

Knows tokens and their spellings, nothing of logits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from afterword.engine.protocol import Sampling
from afterword.prose.phrases import is_spaced_letter, phrase_pattern

if TYPE_CHECKING:
    import regex

    from afterword.engine.vocabulary import Vocabulary

LOOK_BACK_TOKENS: Final = 96
"""A phrase that stands in so many latest tokens gains nothing: about a paragraph."""
_MOST_CHAR_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase, and the ways to write it."""

    pattern: "regex.Pattern[str]"
    spellings: tuple[bytes, ...]
    begins_with_letter: bool
    """Without a space, its first letter would go on with a word that stands before it."""


class Favours:
    """Says which tokens go on with a favoured phrase, and how far to raise them."""

    def __init__(self, sampling: Sampling, vocabulary: "Vocabulary") -> None:
        """Follow ``sampling.favoured``; a weight of 0 raises nothing."""
        self._weight = sampling.favoured_weight
        self._vocabulary = vocabulary
        self._phrases = list(_phrases(sampling.favoured if self._weight else ()))

    def after(self, seen: Sequence[int]) -> dict[int, float]:
        """Return what to add to the logits of tokens that may follow ``seen``.

        Args:
            seen: all tokens so far, oldest first.
        """
        if not self._phrases:
            return {}
        recent = b"".join(map(self._vocabulary.spell, seen[-LOOK_BACK_TOKENS:]))
        text = recent.decode(errors="ignore")
        raised = dict[int, float]()
        for phrase in self._phrases:
            if phrase.pattern.search(text):
                continue
            for spelling in phrase.spellings:
                reached = _reached(spelling, recent, phrase)
                if reached is not None:
                    self._raise(spelling, reached, raised)
        return raised

    def _raise(self, spelling: bytes, reached: int, raised: dict[int, float]) -> None:
        """Raise the tokens that go on with a spelling, of which ``reached`` bytes stand there."""
        for token_id, size in self._vocabulary.beginnings(spelling[reached:]):
            grown = ((reached + size) ** 2 - reached**2) / len(spelling) ** 2
            raised[token_id] = max(self._weight * grown, raised.get(token_id, 0.0))


def _phrases(written: Sequence[str]) -> Iterator[_Phrase]:
    for each in written:
        phrase, pattern = " ".join(each.split()), phrase_pattern(each)
        if pattern is None:
            continue
        ways = dict.fromkeys((phrase, phrase[0].upper() + phrase[1:]))
        is_spaced = is_spaced_letter(phrase[0])
        spaced = [f" {way}".encode() for way in ways] if is_spaced else []
        spellings = (*spaced, *(way.encode() for way in ways))
        yield _Phrase(pattern, spellings, begins_with_letter=is_spaced)


def _reached(spelling: bytes, recent: bytes, phrase: _Phrase) -> int | None:
    """Return how many bytes of a spelling, but not all, stand at the end of what is there.

    None if it can neither go on nor begin there.
    """
    for size in range(min(len(spelling) - 1, len(recent)), -1, -1):
        if not recent.endswith(spelling[:size]):
            continue
        if not phrase.begins_with_letter or spelling.startswith(b" "):
            return size
        if _lets_begin(recent[: len(recent) - size]):
            return size
    return None


def _lets_begin(recent: bytes) -> bool:
    """Tell whether a word may begin here; behind a space, its spelling with the space goes on."""
    last = recent[-_MOST_CHAR_BYTES:].decode(errors="ignore")[-1:]
    return not last or not (last == " " or is_spaced_letter(last))
